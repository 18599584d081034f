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
  const same = sharedTexts()
  for (const file of files) {
    for await (const { trajectory, start, end } of readTrajectoryFile(file))
      attempts.push(toScanned(summarise(trajectory), { file, start, end, index: attempts.length }, same))
    inputs.push(await describeInput(file))
  }
  return { attempts, inputs }
}

/** Goes through the same files again and gives the attempts that were kept, in the order of the files. */
export async function* readKept(
  files: readonly string[],
  kept: readonly ScannedAttempt[],
): AsyncGenerator<{ readonly attempt: ScannedAttempt; readonly trajectory: Trajectory }> {
  const ordered = kept.toSorted((a, b) => a.index - b.index)
  let [index, given] = [0, 0]
  for (const file of files)
    for await (const { trajectory } of readTrajectoryFile(file)) {
      const attempt = ordered[given]
      if (attempt?.index === index++) {
        given += 1
        yield { attempt, trajectory }
      }
    }
}

/** Field by field, so that all are of one shape: those of 100,000 attempts are in memory at once. */
function toScanned(
  summary: AttemptSummary,
  { file, start, end, index }: Omit<PlacedTrajectory, 'trajectory'> & { readonly index: number },
  same: (text: string) => string,
): ScannedAttempt {
  const { trajectoryId, instanceId, repo, resolved, exit, calls, rows, unusable, cheating, tokens } = summary
  return {
    trajectoryId,
    instanceId: same(instanceId),
    repo: same(repo),
    resolved,
    exit,
    calls,
    rows,
    unusable,
    cheating: cheating.length === 0 ? none : cheating,
    tokens,
    file,
    start,
    end,
    index,
  }
}

const none: ScannedAttempt['cheating'] = []

/** Gives the first of equal texts for each: what is read from a file is a text of its own every time. */
function sharedTexts(): (text: string) => string {
  const first = new Map<string, string>()
  return (text) => {
    const known = first.get(text)
    if (known === undefined) first.set(text, text)
    return known ?? text
  }
}
