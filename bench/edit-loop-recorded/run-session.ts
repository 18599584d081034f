/** Runs the edit-loop strategy on one recorded conversation and sets what came out beside the record. */
import { spawnSync } from 'node:child_process'
import { createEditLoop, v035Flow } from '../../src/attempt/index.ts'
import { toProblem, type AttemptEvent } from '../../src/domain/index.ts'
import { createModel } from '../../src/llm/index.ts'
import type { Sandbox, SandboxProvider } from '../../src/sandbox/index.ts'
import { createTempDir, gitBlobId } from '../../src/std/index.ts'
import type { RecordedInstance, RecordedSession } from '../edit-replay/corpus.ts'
import { bareTools } from '../../src/attempt/bare-tools.contract.ts'

export interface RecordedRun {
  readonly instance: RecordedInstance
  readonly session: RecordedSession
  /** Place of the session in its instance, which is how the model server finds it. */
  readonly nth: number
}

export interface SessionComparison {
  readonly name: string
  readonly outcome: string
  /** What differs, one line each; empty when all is as recorded. */
  readonly differences: readonly string[]
}

/** A conversation that ends in a patch without any failure on the way that only its own machine could repeat. */
export function isComparable({ session }: RecordedRun): boolean {
  const kinds = session.turns.flatMap((turn) => turn.kinds)
  const failed = kinds.some((kind) => ['test_error', 'lint_error', 'edit_error'].includes(kind))
  return !failed && (session.model_patch ?? '') !== '' && session.result_files != null
}

export async function runSession(
  run: RecordedRun,
  clone: string,
  deps: { readonly provider: SandboxProvider; readonly modelUrl: string },
): Promise<SessionComparison> {
  const { instance, nth } = run
  await using checkout = await createTempDir('capuchin-recorded-')
  const script = `git --git-dir "$1" archive "$2" | tar -x -C "$3"`
  spawnSync('bash', ['-c', script, 'bash', clone, instance.base_commit, checkout.path])
  await using sandbox = await deps.provider.open({ from: 'checkout', path: checkout.path })
  const model = createModel(`recorded#${nth}@${deps.modelUrl}`, { env: {} })
  const problem = toProblem({
    instanceId: instance.instance_id,
    repo: instance.repo,
    baseCommit: instance.base_commit,
    problemStatement: issueOf(run),
  })
  const events: AttemptEvent[] = []
  const tools = await bareTools(sandbox, { model })
  const attempt = createEditLoop(v035Flow).run(problem, tools, { signal: undefined })
  for (;;) {
    const next = await attempt.next()
    if (!next.done) events.push(next.value)
    else {
      const differences = await compare(run, events, sandbox)
      const { value } = next
      const reason = 'reason' in value ? `: ${value.reason}` : ''
      return { name: `${instance.instance_id}#${nth}`, outcome: `${value.kind}${reason}`, differences }
    }
  }
}

function issueOf({ session }: RecordedRun): string {
  return session.turns.find(({ role }) => role === 'user')?.text ?? ''
}

async function compare(
  { session }: RecordedRun,
  events: readonly AttemptEvent[],
  sandbox: Sandbox,
): Promise<readonly string[]> {
  const requests = events.filter(({ type }) => type === 'model-reply').length
  const expected = session.turns.filter(({ role }) => role === 'assistant').length
  const added = sorted(
    events.flatMap((event) => (event.type === 'files-added' && event.reason === byReply ? event.paths : [])),
  )
  const recorded = sorted(session.turns.flatMap((turn) => turn.added_files))
  const differences: string[] = []
  if (requests !== expected) differences.push(`${requests} requests, recorded ${expected}`)
  if (added !== recorded) differences.push(`files added: ${added || 'none'}; recorded: ${recorded || 'none'}`)
  for (const [path, ids] of Object.entries(session.result_files ?? {})) {
    const bytes = await sandbox.readFile(path)
    const id = bytes === null ? null : gitBlobId(bytes)
    if (id !== ids.new) differences.push(`${path}: blob ${id}, recorded ${ids.new}`)
  }
  return differences
}

const byReply = 'the reply names it'

function sorted(paths: readonly string[]): string {
  return [...new Set(paths)].sort().join(' ')
}
