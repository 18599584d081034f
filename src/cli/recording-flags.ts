import type { Command } from 'commander'
import type { SolveRequest } from '../app/index.ts'

/** What was given of the flags that save model calls, or answer them from what was saved. */
export interface RecordingOptions {
  readonly record?: string
  readonly replay?: string
  readonly replayLoose?: boolean
}

export function addRecordingFlags(command: Command): void {
  command
    .option('--record <file>', 'append every model call to a file that --replay reads')
    .option('--replay <file>', 'answer model calls from a recording, by what they ask; no key needed')
    .option('--replay-loose', 'with --replay: answer by position, whatever is asked')
}

/** The same as a request has it. */
export function givenRecording({
  record,
  replay,
  replayLoose,
}: RecordingOptions): Pick<SolveRequest, 'record' | 'replay'> {
  return {
    record: record ?? null,
    replay: replay === undefined ? null : { file: replay, match: replayLoose ? 'position' : 'hash' },
  }
}
