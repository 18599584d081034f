import type { Trajectory } from '../../domain/index.ts'
import type { AttemptSummary } from '../../gym/index.ts'
import {
  describeInput,
  readTrajectoryFile,
  type InputFile,
  type PlacedTrajectory,
} from './trajectory-file.ts'

/** An attempt as filters know it, and where the rest of it lies. */
export interface ScannedAttempt extends AttemptSummary, Omit<PlacedTrajectory, 'trajectory'> {
  /** Number among all attempts of all files. */
  readonly index: number
}

export interface Scan {
  readonly attempts: readonly ScannedAttempt[]
  readonly inputs: readonly InputFile[]
}

/** Goes through files once and keeps of each attempt what filters need. @throws CapuchinError as `readTrajectoryFile`. */
export async function scanAttempts(
  files: readonly string[],
  summarise: (trajectory: Trajectory) => AttemptSummary,
): Promise<Scan> {
  const attempts: ScannedAttempt[] = []
  const inputs: InputFile[] = []
  for (const file of files) {
    for await (const { trajectory, start, end } of readTrajectoryFile(file))
      attempts.push({ ...summarise(trajectory), file, start, end, index: attempts.length })
    inputs.push(await describeInput(file))
  }
  return { attempts, inputs }
}

/** Goes through the same files again and gives the attempts that were kept. */
export async function* readKept(
  files: readonly string[],
  kept: readonly ScannedAttempt[],
): AsyncGenerator<{ readonly attempt: ScannedAttempt; readonly trajectory: Trajectory }> {
  const byIndex = new Map(kept.map((attempt) => [attempt.index, attempt]))
  let index = 0
  for (const file of files)
    for await (const { trajectory } of readTrajectoryFile(file)) {
      const attempt = byIndex.get(index++)
      if (attempt) yield { attempt, trajectory }
    }
}
