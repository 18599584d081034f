/** The part of a row that its scripts are made of. */
export interface EvalInput {
  readonly instanceId: string
  readonly repo: string
  readonly version: string
  readonly baseCommit: string
  readonly testPatch: string
  /** Files that the test patch cannot carry; JavaScript scripts download them. */
  readonly testAssets?: readonly { readonly path: string; readonly url: string }[] | undefined
}

export const workFolder = '/testbed'
export const startMarker = '>>>>> Start Test Output'
export const endMarker = '>>>>> End Test Output'

/** A script as upstream writes it: `set` options, one command a line, a final newline. */
export function bashScript(options: string, commands: readonly string[]): string {
  return `${['#!/bin/bash', `set -${options} pipefail`, ...commands].join('\n')}\n`
}

/** A command that reads text from a quoted heredoc. */
export function withHeredoc(command: string, text: string, delimiter: string): string {
  return `${command} <<'${delimiter}'\n${text}\n${delimiter}`
}

/** Ends the heredoc of a test patch; fixed, so that scripts are equal to upstream's. */
export const patchDelimiter = 'EOF_114329324912'

export const activateConda: readonly string[] = [
  'source /opt/miniconda3/bin/activate',
  'conda activate testbed',
]

/** What every eval script does first inside the work folder; git refuses a folder of another owner otherwise. */
export const trustWorkFolder: readonly string[] = [
  `git config --global --add safe.directory ${workFolder}`,
  `cd ${workFolder}`,
]
