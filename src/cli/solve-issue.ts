import { readFile, stat } from 'node:fs/promises'
import {
  applySolved,
  createApp,
  startSolve,
  type App,
  type ConsentQuestion,
  type SolveEnd,
} from '../app/index.ts'
import { CapuchinError, messageOf } from '../std/index.ts'
import { printSolveEnd } from './print-solve-end.ts'
import { givenSettings } from './setting-flags.ts'
import { watchRun } from './watch-run.ts'

/** What was given of the command's own flags; settings are among them by name. */
export interface SolveOptions {
  readonly repo: string
  readonly apply?: boolean
  readonly branch?: string
  readonly record?: string
  readonly replay?: string
  readonly replayLoose?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** `capuchin solve`. */
export async function solveIssue(issue: string | undefined, options: SolveOptions): Promise<void> {
  const json = options.json ?? false
  const app = createApp({ env: process.env })
  const request = {
    repo: options.repo,
    issue: issue === undefined ? null : await readIssue(issue),
    flags: givenSettings({ ...options }),
    env: process.env,
    consent: {
      assumeYes: options.yes ?? false,
      ask: process.stdin.isTTY && process.stderr.isTTY && !json ? askInTerminal : null,
    },
    record: options.record ?? null,
    replay:
      options.replay === undefined
        ? null
        : { file: options.replay, match: options.replayLoose ? ('position' as const) : ('hash' as const) },
  }
  const stopHint = "'capuchin resume last' goes on."
  const end = await watchRun({ json, stopHint }, (watch) => startSolve(app, request, watch))
  const done = await finish(app, end, options)
  printSolveEnd(end, { json, done })
}

/** What `--apply` and `--branch` did, as lines that say how to take it back. */
async function finish(app: App, end: SolveEnd, { apply, branch }: SolveOptions): Promise<readonly string[]> {
  if (end.result.chosen === null || (!apply && branch === undefined)) return []
  return applySolved(app, { root: end.root, run: end.runId, apply: apply ?? false, branch: branch ?? null })
}

async function readIssue(issue: string): Promise<string> {
  if (issue === '-') return text(process.stdin)
  const isFile = await stat(issue).then(
    (info) => info.isFile(),
    () => false,
  )
  if (isFile) return readFile(issue, 'utf8')
  if (/^https?:\/\//.test(issue)) {
    throw new CapuchinError('solve/issue-url', 'issues are not fetched from addresses', {
      hint: 'save the text to a file, or pipe it in with -',
    })
  }
  return issue
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString('utf8')
  } catch (cause) {
    throw new CapuchinError(
      'solve/no-stdin',
      `cannot read the issue from standard input: ${messageOf(cause)}`,
      { cause },
    )
  }
}

async function askInTerminal({ root, lines }: ConsentQuestion): Promise<boolean> {
  const { confirm, isCancel, log } = await import('@clack/prompts')
  log.message(`In ${root}:\n${lines.map((line) => `- ${line}`).join('\n')}`)
  const answer = await confirm({ message: 'Go ahead? (asked once per repository)' })
  return !isCancel(answer) && answer
}
