import {
  scriptRunSchema,
  type AttemptEvent,
  type GeneratedTest,
  type JournalAnswer,
  type ScriptRun,
} from '../../../domain/index.ts'
import { hashJson, sha256 } from '../../../std/index.ts'
import { runScript } from '../../../test-runner/index.ts'
import { inFork } from '../../evidence.ts'
import { writeFiles } from '../../repository-files.ts'
import type { TakenEdit } from './taken-edit.ts'
import type { EditTestInput } from './edit-test-input.ts'

export interface ScriptRequest {
  readonly test: GeneratedTest
  /** Null for the code as it was. */
  readonly edit: TakenEdit | null
  readonly step: number
}

/** Runs scripts, as many at once as there may be commands, and tells of them in the order of the requests. */
export async function* runScripts(
  input: EditTestInput,
  requests: readonly ScriptRequest[],
): AsyncGenerator<AttemptEvent, readonly ScriptRun[]> {
  const answers: JournalAnswer<ScriptRun>[] = []
  const atOnce = Math.max(1, input.tools.concurrency)
  for (let at = 0; at < requests.length; at += atOnce)
    answers.push(
      ...(await settled(requests.slice(at, at + atOnce).map((request) => runScriptOn(input, request)))),
    )
  for (const [at, { value, fromJournal }] of answers.entries()) {
    const { verdict, exitCode, durationMs } = value
    const edit = requests[at]?.edit ?? null
    const on = edit === null ? 'base' : `patch ${sha256(edit.patch).slice(0, 8)}`
    yield { type: 'script-run', on, verdict, exitCode, durationMs, fromJournal }
  }
  return answers.map(({ value }) => value)
}

/** As `Promise.all`, but when one fails the others are waited for: no fork may outlive what it was made from. */
async function settled<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

/**
 * One run, found again by content: in the attempt's journal, or among what any attempt ran. A run that was stopped is
 * not kept for others, since on an idle machine it might have ended.
 */
async function runScriptOn(
  { tools, settings, signal }: EditTestInput,
  { test, edit, step }: ScriptRequest,
): Promise<JournalAnswer<ScriptRun>> {
  const timeoutMs = settings.scriptTimeoutMs
  const key = hashJson({
    what: 'generated-test',
    base: tools.baseKey,
    patch: edit?.patch ?? '',
    test,
    timeoutMs,
  })
  const stage = edit === null ? 'script-base' : 'script-edited'
  let wasKnown = false
  const entry = { kind: 'exec' as const, stage, step, key, schema: scriptRunSchema }
  const { value, fromJournal } = await tools.journal.ask(entry, async () => {
    const known = await tools.executions.find(key, scriptRunSchema)
    wasKnown = known !== null
    if (known !== null) return known
    const run = await inFork(tools.sandbox, async (fork) => {
      if (edit !== null) await writeFiles(fork, edit.files)
      return runScript(fork, test, { timeoutMs, signal })
    })
    if (run.verdict !== 'timeout') await tools.executions.save(key, run)
    return run
  })
  return { value, fromJournal: fromJournal || wasKnown }
}
