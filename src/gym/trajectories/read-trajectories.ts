import {
  trajectoryLineSchema,
  type Trajectory,
  type TrajectoryHead,
  type TrajectoryLine,
} from '../../domain/index.ts'
import { badRecord, parseJson, checked } from '../bad-record.ts'

/** A line of a file of trajectories, and where it stands. */
export interface TrajectoryText {
  readonly text: string
  /** For messages: `runs.jsonl, line 3`. */
  readonly where: string
}

/**
 * Trajectories out of their lines, one in memory at a time, with the lines that each was read from.
 *
 * @throws CapuchinError `gym/bad-record` naming the line
 */
export async function* readTrajectories<L extends TrajectoryText>(
  lines: AsyncIterable<L> | Iterable<L>,
): AsyncGenerator<{ readonly trajectory: Trajectory; readonly first: L; readonly last: L }> {
  let open: {
    readonly head: TrajectoryHead
    readonly first: L
    readonly steps: Trajectory['steps'][number][]
  } | null = null
  for await (const line of lines) {
    if (line.text.trim() === '') continue
    const parsed = parseTrajectoryLine(line)
    if ((parsed.type === 'trajectory') !== (open === null))
      throw badRecord(
        line.where,
        open === null
          ? `a trajectory begins with a line of type "trajectory", and this one is of type "${parsed.type}"`
          : `trajectory ${open.head.trajectoryId} has no line of type "trajectory-end" before this one`,
      )
    if (parsed.type === 'trajectory') open = { head: parsed, first: line, steps: [] }
    else if (open !== null && parsed.type === 'trajectory-end') {
      const { head, steps, first } = open
      open = null
      yield { trajectory: { head, steps, end: parsed }, first, last: line }
    } else if (parsed.type !== 'trajectory-end') open?.steps.push(parsed)
  }
  if (open !== null)
    throw badRecord(
      open.first.where,
      `trajectory ${open.head.trajectoryId} has no line of type "trajectory-end": the file was cut`,
    )
}

function parseTrajectoryLine({ text, where }: TrajectoryText): TrajectoryLine {
  return checked(trajectoryLineSchema, parseJson(text, where), where)
}
