import { defaultLocaliseOptions, inFork, localise, type Localisation } from '../../attempt/index.ts'
import { type AttemptEvent, type FileTree } from '../../domain/index.ts'
import { createSandboxFileTree } from '../../workspace/index.ts'
import { openJournal, problemOf, runJournal, type SolveDeps, type SolveRun } from './solve-deps.ts'
import type { ContextRecord } from './solve-records.ts'
import type { StageSpending } from './spending.ts'

/** What a scan found for a run, before any attempt and for all of them; null where no scan is wanted. */
export async function findContext(deps: SolveDeps, run: SolveRun): Promise<Localisation | null> {
  const { config, issue } = run.input
  if (config.context !== 'scan' || deps.plannedModelOf === null) return null
  const { plannedModelOf } = deps
  const note = (text: string): void => run.onEvent({ type: 'run-note', text })
  const journal = openJournal(deps, run, runJournal)
  const { files } = await deps.code.rank(issue, { signal: run.signal })
  const candidates = chooseCandidates(
    files.map(({ path }) => path),
    config.scan,
  )
  note(`scan: ${candidates.length} of ${files.length} code files (--scan ${config.scan})`)
  const search = (tree: FileTree): AsyncGenerator<AttemptEvent, Localisation> =>
    localise({
      problem: problemOf(run),
      tree,
      candidates,
      calls: (stage, calls) => plannedModelOf({ stage, calls, journal, warn: note }),
      options: {
        ...defaultLocaliseOptions,
        rankings: config.rankings,
        maxTokens: config.contextTokens,
        cut: config.contextCut,
        excerptTokens: config.scanFileTokens,
        sampling: config.temperature === undefined ? {} : { temperature: config.temperature },
      },
      signal: run.signal,
    })
  // In a fork: the shell of the base belongs to the run.
  return inFork(deps.base, (fork) => tell(search(createSandboxFileTree(fork)), note))
}

/** `all`, or `top:N` of what stands first without a model. */
export function chooseCandidates(ranked: readonly string[], scan: string): readonly string[] {
  const top = /^top:(\d+)$/.exec(scan)?.[1]
  return top === undefined ? ranked : ranked.slice(0, Number(top))
}

async function tell(
  events: AsyncGenerator<AttemptEvent, Localisation>,
  note: (text: string) => void,
): Promise<Localisation> {
  for (;;) {
    const next = await events.next()
    if (next.done) return next.value
    const event = next.value
    if (event.type === 'stage') note(`${event.stage}: ${event.detail ?? ''}`)
    if (event.type === 'warning') note(event.text)
  }
}

/** Calls that were answered, and what they used. */
export function contextSpending({ scan, rankings }: Localisation): Readonly<Record<string, StageSpending>> {
  const judged = [scan.relevant, scan.notRelevant, scan.unparsed].flat().length
  const ranked = rankings.rankings.length + rankings.failures.length
  return {
    scan: { calls: judged + scan.askedAgain, usage: scan.usage },
    ranking: { calls: ranked + rankings.askedAgain, usage: rankings.usage },
  }
}

/** What a run's result keeps of it. */
export function toContextRecord({
  files,
  left,
  scan,
  rankings,
  fallback,
  usage,
}: Localisation): ContextRecord {
  const paths = (list: readonly { readonly path: string }[]): string[] => list.map(({ path }) => path)
  return {
    files: [...files],
    didNotFit: paths(left),
    relevant: scan.relevant.length,
    notRelevant: scan.notRelevant.length,
    empty: scan.empty.length,
    inPart: scan.inPart,
    unparsed: paths(scan.unparsed),
    tooLong: [...scan.tooLong],
    unreadable: [...scan.unreadable],
    askedAgain: scan.askedAgain + rankings.askedAgain,
    rankings: rankings.rankings.length,
    failedRankings: rankings.failures.length,
    invented: [...rankings.invented],
    fallback,
    usage,
  }
}
