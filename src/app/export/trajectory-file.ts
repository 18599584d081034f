import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { trajectoryLines, type Trajectory } from '../../domain/index.ts'
import { readTrajectories, type TrajectoryText } from '../../gym/index.ts'
import { CapuchinError, messageOf, readFileLines } from '../../std/index.ts'

/** A trajectory and where it lies in its file. */
export interface PlacedTrajectory {
  readonly trajectory: Trajectory
  readonly file: string
  /** Bytes of the unpacked file. */
  readonly start: number
  readonly end: number
}

/** A text line by line, each with its place for messages. @throws CapuchinError `export/unreadable`. */
export async function* readPlacedLines(file: string) {
  try {
    for await (const line of readFileLines(file)) yield { ...line, where: `${file}, line ${line.number}` }
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

/**
 * Trajectories of a file, one in memory at a time. @throws CapuchinError `export/unreadable`, `gym/bad-record`,
 * `export/no-trajectory` for a file without any
 */
export async function* readTrajectoryFile(file: string): AsyncGenerator<PlacedTrajectory> {
  let found = 0
  for await (const { trajectory, first, last } of readTrajectories(readPlacedLines(file))) {
    found += 1
    yield { trajectory, file, start: first.start, end: last.end }
  }
  if (found === 0)
    throw new CapuchinError('export/no-trajectory', `there is no trajectory in ${file}`, {
      hint: 'capuchin export trajectories writes them',
    })
}

/** One trajectory again, by its place; the file must not be packed. @throws CapuchinError `export/unreadable`. */
export async function readTrajectoryAt({
  file,
  start,
  end,
}: Omit<PlacedTrajectory, 'trajectory'>): Promise<Trajectory> {
  const bytes = Buffer.alloc(end - start)
  try {
    await using handle = await open(file)
    await handle.read(bytes, 0, bytes.byteLength, start)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  const lines: readonly TrajectoryText[] = bytes
    .toString('utf8')
    .split('\n')
    .map((text) => ({ text, where: file }))
  for await (const { trajectory } of readTrajectories(lines)) return trajectory
  throw new CapuchinError('export/unreadable', `${file} changed while it was read`)
}

/** Line by line: those of a long attempt take as much room as the attempt itself. */
export function* renderLines(trajectory: Trajectory): Generator<string> {
  for (const line of trajectoryLines(trajectory)) yield `${JSON.stringify(line)}\n`
}

/** What a manifest says of a file that was read. */
export interface InputFile {
  readonly file: string
  readonly sha256: string
}

/** @throws CapuchinError `export/unreadable` */
export async function describeInput(file: string): Promise<InputFile> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(file)) if (Buffer.isBuffer(chunk)) hash.update(chunk)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  return { file: basename(file), sha256: hash.digest('hex') }
}

function unreadable(file: string, cause: unknown): unknown {
  if (cause instanceof CapuchinError) return cause
  return new CapuchinError('export/unreadable', `cannot read ${file}: ${messageOf(cause)}`, { cause })
}
