import { join } from 'node:path'
import type { CandidateRow } from '../../verifier/index.ts'
import { openLineWriter } from '../export/line-writer.ts'
import type { AttemptRow } from './attempt-row.ts'
import type { SelectionLine } from './pool-lines.ts'

/** What is written of one instance (docs/formats/rollouts.md). */
export interface InstanceLines {
  readonly attempts: readonly (AttemptRow & { readonly resolved: boolean | null })[]
  /** As SWE-bench reads predictions. */
  readonly prediction: string
  readonly verdicts: readonly {
    readonly instanceId: string
    readonly patchId: string
    readonly resolved: boolean
  }[]
  /** Null where nothing was graded. */
  readonly selection: SelectionLine | null
  readonly candidates: readonly CandidateRow[]
}

/** The files of a rollout, which appear when it has ended. */
export interface RolloutFiles extends AsyncDisposable {
  readonly write: (lines: InstanceLines) => Promise<void>
  /** Paths of what was written. */
  readonly finish: () => Promise<readonly string[]>
}

const names = ['attempts', 'predictions', 'verdicts', 'selection', 'candidates'] as const

/** @throws CapuchinError `export/cannot-write`. */
export async function openRolloutFiles(folder: string): Promise<RolloutFiles> {
  const open = (name: (typeof names)[number]) => openLineWriter(join(folder, `${name}.jsonl`))
  const attempts = await open('attempts')
  const predictions = await open('predictions')
  const verdicts = await open('verdicts')
  const selection = await open('selection')
  const candidates = await open('candidates')
  const all = [attempts, predictions, verdicts, selection, candidates]
  return {
    write: async (lines) => {
      await attempts.write(jsonLines(lines.attempts))
      await predictions.write(lines.prediction)
      await verdicts.write(jsonLines(lines.verdicts))
      if (lines.selection) await selection.write(jsonLines([lines.selection]))
      await candidates.write(jsonLines(lines.candidates))
    },
    finish: async () => {
      const written = await Promise.all(all.map((file) => file.finish()))
      return written.map(({ file }) => join(folder, file))
    },
    [Symbol.asyncDispose]: async () => {
      for (const file of all) await file[Symbol.asyncDispose]()
    },
  }
}

function jsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}
