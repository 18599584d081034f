import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { noIssueText, type GeneratedTest, type ScriptLanguage } from '../../domain/index.ts'
import { openRepository } from '../../git/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { guardedRequests, obtainConsent } from '../consent.ts'
import type { App } from '../create-app.ts'
import { loadConfig } from '../load-config.ts'
import { detectedRequests, findTestCommand, type SolveRequest } from '../solve/solve-input.ts'
import type { SolveInput } from '../solve/solve-records.ts'
import { startRun, type SolveEnd, type SolveWatch } from '../solve/start-solve.ts'

export interface SelectRequest extends SolveRequest {
  /** Files that hold one git diff each. */
  readonly patches: readonly string[]
  /** Scripts that end with 2 while the issue is there and with 0 when it is gone; their language is their extension. */
  readonly tests: readonly string[]
}

/**
 * Picks among patches of any origin for a user's checkout.
 *
 * @throws CapuchinError `select/no-patch`, `select/unreadable`, `select/unknown-language`, `select/no-issue`, `git/*`, `config/*`,
 *   `sandbox/*`.
 */
export async function startSelect(app: App, request: SelectRequest, watch: SolveWatch): Promise<SolveEnd> {
  if (request.patches.length === 0)
    throw new CapuchinError('select/no-patch', 'there are no patches to choose from', {
      hint: 'give files that hold a git diff each: --patch a.diff b.diff',
    })
  const patches = await Promise.all(
    request.patches.map(async (path) => ({ label: basename(path), patch: await readText(path) })),
  )
  const tests = await Promise.all(request.tests.map(readTest))
  const repository = await openRepository(request.repo, { signal: watch.signal })
  const resolved = await loadConfig({ root: repository.root, env: request.env, flags: request.flags })
  const { config } = resolved
  const text = request.issue?.trim() ?? ''
  if (config.writeTests > 0 && text === '')
    throw new CapuchinError('select/no-issue', 'there is no issue that a model could write tests of', {
      hint: 'say in --issue what is wrong, or leave --write-tests out',
    })
  const input: SolveInput = {
    kind: 'solve',
    v: 1,
    config,
    root: repository.root,
    head: repository.head,
    issue: text === '' ? noIssueText : text,
    title: `select: ${(text.split('\n')[0] ?? '').slice(0, 70)}`,
    testCommand: await findTestCommand(repository.root, config),
    given: { patches, tests },
    instance: null,
    temperatures: [],
    record: request.record,
    replay: request.replay,
  }
  const asked = detectedRequests(input, request)
  await obtainConsent(
    { root: repository.root, lines: [...guardedRequests(resolved), ...asked] },
    { ...request.consent, env: request.env },
  )
  return startRun(app, { repository, input }, watch)
}

async function readText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CapuchinError('select/unreadable', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'give the path of a text file',
    })
  })
  return text
}

const languages: Readonly<Record<string, ScriptLanguage>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.ts': 'typescript',
  '.go': 'go',
  '.java': 'java',
  '.rs': 'rust',
  '.sh': 'shell',
}

async function readTest(path: string): Promise<GeneratedTest & { readonly path: string }> {
  const language = languages[extname(path)]
  if (language === undefined)
    throw new CapuchinError('select/unknown-language', `${path} is no script of a known language`, {
      hint: `its name has to end in one of ${Object.keys(languages).join(', ')}`,
    })
  return { language, text: await readText(path), path }
}
