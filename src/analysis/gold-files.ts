import { chosenOf, type HarnessAttempt, type HarnessInstance } from './attempt-table.ts'

/** How often attempts had the files in front of them that the true fix changes. Instances, of those that tell. */
export interface GoldFiles {
  readonly instances: number
  /** All of them among the files of the chosen attempt, of the first one, of any. */
  readonly chosen: number
  readonly first: number
  readonly any: number
  /** The chosen attempt had these files and no others. */
  readonly exactly: number
  /** Resolved instances with them among the files of the chosen attempt, and without. */
  readonly resolvedWith: number
  readonly resolvedWithout: number
  /** Files of the chosen attempt, in all. */
  readonly files: number
}

export interface GoldTally {
  readonly add: (instance: HarnessInstance) => void
  /** Null where no instance tells. */
  readonly result: () => GoldFiles | null
}

export function createGoldTally(): GoldTally {
  let sum: GoldFiles = {
    instances: 0,
    chosen: 0,
    first: 0,
    any: 0,
    exactly: 0,
    resolvedWith: 0,
    resolvedWithout: 0,
    files: 0,
  }
  return {
    add: ({ goldFiles, attempts, resolved }) => {
      const chosen = chosenOf(attempts)
      if (goldFiles === null || !chosen?.addedFiles) return
      const has = (attempt: HarnessAttempt | undefined): boolean =>
        attempt?.addedFiles != null && goldFiles.every((file) => attempt.addedFiles?.includes(file))
      const count = (holds: boolean): number => (holds ? 1 : 0)
      const files = new Set(chosen.addedFiles).size
      sum = {
        instances: sum.instances + 1,
        chosen: sum.chosen + count(has(chosen)),
        first: sum.first + count(has(attempts[0])),
        any: sum.any + count(attempts.some(has)),
        exactly: sum.exactly + count(has(chosen) && files === new Set(goldFiles).size),
        resolvedWith: sum.resolvedWith + count(resolved === true && has(chosen)),
        resolvedWithout: sum.resolvedWithout + count(resolved === true && !has(chosen)),
        files: sum.files + files,
      }
    },
    result: () => (sum.instances === 0 ? null : sum),
  }
}
