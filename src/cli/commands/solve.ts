import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import {
  applySolved,
  createApp,
  startSolve,
  type App,
  type ConsentQuestion,
  type SolveEnd,
} from '../../app/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { printSolveEnd } from '../print-solve-end.ts'
import { addSettingFlags, givenSettings } from '../setting-flags.ts'
import { watchRun } from '../watch-run.ts'

interface SolveOptions {
  readonly repo: string
  readonly apply?: boolean
  readonly branch?: string
  readonly record?: string
  readonly replay?: string
  readonly replayLoose?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .argument('[issue]', 'text, a file, or - for standard input; leave it out to fix failing tests')
    .option('--repo <path>', 'a path inside the checkout to work on', '.')
    .option('--apply', 'write the patch into the checkout')
    .option('--branch <name>', 'commit the patch on a new branch, leaving the checkout alone')
    .option('--record <file>', 'append every model call to a file that --replay reads')
    .option('--replay <file>', 'answer model calls from a recording, by what they ask; no key needed')
    .option('--replay-loose', 'with --replay: answer by position, whatever is asked')
    .option('-y, --yes', 'agree to the commands that were found in the repository')
    .option('--json', 'one event a line on standard output')
  addSettingFlags(command)
  command.action((issue: string | undefined, options: SolveOptions) => solve(issue, options))
}

async function solve(issue: string | undefined, options: SolveOptions): Promise<void> {
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
