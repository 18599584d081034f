import { createApp, startSelect } from '../app/index.ts'
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
export interface SelectOptions extends RecordingOptions, IssueOptions {
  readonly repo: string
  readonly patch?: readonly string[]
  readonly issue?: string
  readonly test?: readonly string[]
  readonly apply?: boolean
  readonly branch?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** `capuchin select`. */
export async function selectPatch(options: SelectOptions): Promise<void> {
  const json = options.json ?? false
  const app = createApp({ env: process.env, person: personAtTerminal({ json }) })
  const request = {
    repo: options.repo,
    issue: options.issue === undefined ? null : await readIssue(options.issue, options),
    patches: options.patch ?? [],
    tests: options.test ?? [],
    flags: givenSettings({ ...options }),
    env: process.env,
    ...givenRecording(options),
    consent: { assumeYes: options.yes ?? false, ask: consentAsker(json) },
  }
  const stopHint = "'capuchin resume last' goes on."
  const end = await watchRun({ json, stopHint }, (watch) => startSelect(app, request, watch))
  printSolveEnd(end, { json, done: await finishRun(app, end, options) })
}
