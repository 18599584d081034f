import { join } from 'node:path'
import type { Trajectory } from '../../domain/index.ts'
import { trajectoryFormats, type TrajectoryFormat } from '../../gym/index.ts'
import { atomicWrite, CapuchinError } from '../../std/index.ts'
import { openLineWriter, type WrittenFile } from './line-writer.ts'
import { makeFolder } from './make-folder.ts'
import { renderLines } from './trajectory-file.ts'
import { withoutSpelledSecrets } from './without-spelled-secrets.ts'

export interface TrajectoryDestination {
  /** A file; a folder for formats that have a file for each. */
  readonly out: string
  /** `capuchin`, or the name of another program's form. */
  readonly format: string
  readonly redact: (text: string) => string
}

export interface WrittenTrajectories {
  readonly trajectories: number
  /** Null for a folder. */
  readonly file: WrittenFile | null
  /** Model calls of all of them. */
  readonly calls: number
  /** Calls of which only the reply is known. */
  readonly callsWithoutMessages: number
  readonly resolved: number
  readonly unresolved: number
  readonly withoutVerdict: number
}

/** Writes trajectories one by one. @throws CapuchinError `export/bad-request`, `export/cannot-write`. */
export async function writeTrajectories(
  trajectories: AsyncIterable<Trajectory>,
  destination: TrajectoryDestination,
): Promise<WrittenTrajectories> {
  const counts = { calls: 0, callsWithoutMessages: 0, resolved: 0, unresolved: 0, withoutVerdict: 0 }
  await using sink = await openSink(destination)
  let written = 0
  for await (const trajectory of trajectories) {
    await sink.put(withoutSpelledSecrets(trajectory, destination.redact))
    written += 1
    const { resolved } = trajectory.end
    for (const step of trajectory.steps)
      if (step.type === 'call') {
        counts.calls += 1
        if (step.sent === null) counts.callsWithoutMessages += 1
      }
    counts[resolved === null ? 'withoutVerdict' : resolved ? 'resolved' : 'unresolved'] += 1
  }
  return { trajectories: written, file: await sink.finish(), ...counts }
}

/** @throws CapuchinError `export/bad-request` */
export function formatOf(name: string): TrajectoryFormat | null {
  if (name === 'capuchin') return null
  const format = trajectoryFormats.find((one) => one.name === name)
  if (format) return format
  throw new CapuchinError('export/bad-request', `there is no format '${name}'`, {
    hint: `one of capuchin, ${trajectoryFormats.map((one) => one.name).join(', ')}`,
  })
}

interface Sink extends AsyncDisposable {
  put(trajectory: Trajectory): Promise<void>
  finish(): Promise<WrittenFile | null>
}

async function openSink({ out, format: name, redact }: TrajectoryDestination): Promise<Sink> {
  const format = formatOf(name)
  if (format?.layout === 'file') return openFolder(format, { out, redact })
  const writer = await openLineWriter(out)
  return {
    put: (trajectory) =>
      format === null
        ? writer.writePieces(redacted(renderLines(trajectory), redact))
        : writer.write(redact(format.write(trajectory))),
    finish: () => writer.finish(),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  }
}

function* redacted(lines: Iterable<string>, redact: (text: string) => string): Generator<string> {
  for (const line of lines) yield redact(line)
}

async function openFolder(
  { write, extension }: TrajectoryFormat,
  { out, redact }: Pick<TrajectoryDestination, 'out' | 'redact'>,
): Promise<Sink> {
  await makeFolder(out)
  const used = new Map<string, number>()
  return {
    put: async (trajectory) => {
      const name = trajectory.head.instanceId.replaceAll(/[^\w.-]+/g, '-')
      const nth = used.get(name) ?? 0
      used.set(name, nth + 1)
      const file = `${name}${nth === 0 ? '' : `.${nth + 1}`}${extension}`
      await atomicWrite(join(out, file), redact(write(trajectory)))
    },
    finish: () => Promise.resolve(null),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
