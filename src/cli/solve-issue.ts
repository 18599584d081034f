import { createApp, startSolve } from '../app/index.ts'
import { consentAsker } from './ask-consent.ts'
import { finishRun } from './finish-run.ts'
import { personAtTerminal } from './person-at-terminal.ts'
import { printSolveEnd } from './print-solve-end.ts'
import type { IssueOptions } from './issue-flags.ts'
import { readIssue } from './read-issue.ts'
import { givenRecording, type RecordingOptions } from './recording-flags.ts'
import { givenSettings } from './setting-flags.ts'
import { watchRun } from './watch-run.ts'

/** What was given of the command's own flags; settings are among them by name. */
export interface SolveOptions extends RecordingOptions, IssueOptions {
  readonly repo: string
  readonly apply?: boolean
  readonly branch?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** `capuchin solve`. */
export async function solveIssue(issue: string | undefined, options: SolveOptions): Promise<void> {
  const json = options.json ?? false
  const app = createApp({ env: process.env, person: personAtTerminal({ json }) })
  const request = {
    repo: options.repo,
    issue: issue === undefined ? null : await readIssue(issue, options),
    flags: givenSettings({ ...options }),
    env: process.env,
    consent: {
      assumeYes: options.yes ?? false,
      ask: consentAsker(json),
    },
    ...givenRecording(options),
  }
  const stopHint = "'capuchin resume last' goes on."
  const end = await watchRun({ json, stopHint }, (watch) => startSolve(app, request, watch))
  const done = await finishRun(app, end, options)
  printSolveEnd(end, { json, done })
}
