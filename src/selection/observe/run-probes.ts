import { callProbe, stableCalls, type CallProbe, type CallProbes } from '../probes/call-probe.ts'
import { issueProbe, type ProbeRun } from '../probes/issue-probe.ts'
import { findSnippets } from '../probes/issue-snippets.ts'
import { touchedFunctions } from '../probes/touched-functions.ts'
import type { ChangedFiles } from '../classes/changed-files.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import { changedPaths } from './changed-paths.ts'
import type { Matrix } from './matrix.ts'
import type { ObserveDeps, ObserveOptions } from './observe-pool.ts'
import type { RegressionResult } from './regression.ts'

export interface IssueProbes {
  readonly base: ProbeRun
  readonly runs: readonly (ProbeRun | null)[]
}

interface ProbeInput {
  readonly issue: string
  readonly options: ObserveOptions
  readonly deps: ObserveDeps
  readonly signal: AbortSignal | undefined
}

/** The issue's own code, on the base and on every patch; what it should come to, nobody has said. */
export async function probeIssue(
  { patches }: Matrix,
  { issue, options, deps, signal }: ProbeInput,
): Promise<IssueProbes | null> {
  const isPython = changedPaths(patches).some((path) => path.endsWith('.py'))
  const snippets = isPython && options.probeTimeoutMs > 0 ? findSnippets(issue) : []
  if (snippets.length === 0) return null
  deps.onStage(`the ${snippets.length} pieces of code of the issue on ${patches.length} patches`)
  const probe = issueProbe(snippets, options.probeTimeoutMs)
  const run = async (patch: string | null): Promise<ProbeRun | null> => {
    const row = await deps.executor.runRow(patch, [probe], { signal })
    return row.kind === 'ran' ? (row.values[0] ?? null) : null
  }
  const [base, ...runs] = await Promise.all([null, ...patches.map(({ patch }) => patch)].map(run))
  return base && base.records.length > 0 ? { base, runs } : null
}

interface CallInput {
  readonly regression: RegressionResult | null
  readonly baseFiles: ChangedFiles
  readonly commandFor: ((file: string) => TestCommand | null) | null
  readonly seconds: number
  readonly deps: ObserveDeps
  readonly signal: AbortSignal | undefined
}

/** Touched functions are called as their tests call them, and a little differently, on the base and on every patch. */
export async function probeCalls(
  { patches }: Matrix,
  { regression, baseFiles, commandFor, seconds, deps, signal }: CallInput,
): Promise<CallProbes | null> {
  const texts = new Map(baseFiles.flatMap(([path, text]) => (text === null ? [] : [[path, text]])))
  const functions = touchedFunctions(
    patches.map(({ patch }) => patch),
    texts,
  )
  const commands = (regression?.files ?? []).slice(0, probedFiles).flatMap((file) => commandFor?.(file) ?? [])
  if (functions.size === 0 || commands.length === 0 || seconds <= 0) return null
  deps.onStage(`calls of ${[...functions.values()].flatMap((names) => [...names]).length} touched functions`)
  const run = async (patch: string | null, repetition: number): Promise<CallProbe | null> => {
    const probe = callProbe({ commands, functions, patch: patch ?? '', seconds, repetition })
    const row = await deps.executor.runRow(patch, [probe], { signal })
    return row.kind === 'ran' ? (row.values[0] ?? null) : null
  }
  const [first, second] = await Promise.all([run(null, 0), run(null, 1)])
  const base = stableCalls(first ?? [], second ?? [])
  if (base.length === 0) return null
  return { base, runs: await Promise.all(patches.map(({ patch }) => run(patch, 0))) }
}

const probedFiles = 1
