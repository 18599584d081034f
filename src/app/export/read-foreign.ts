import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Trajectory } from '../../domain/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { readPlacedLines, readTrajectoryFile } from './trajectory-file.ts'
import { formatOf } from './trajectory-writer.ts'

/**
 * Trajectories of files in one format, one in memory at a time.
 *
 * @throws CapuchinError `export/bad-request`, `export/unreadable`, `gym/bad-record`
 */
export async function* readForeign(files: readonly string[], from: string): AsyncGenerator<Trajectory> {
  const format = formatOf(from)
  for (const file of files) {
    const name = basename(file).replace(/(?:\.traj)?\.[^.]*(?:\.gz)?$/, '')
    if (format === null) for await (const { trajectory } of readTrajectoryFile(file)) yield trajectory
    else if (format.layout === 'file') yield format.read({ text: await textOf(file), where: file, name })
    else
      for await (const { text, where } of readPlacedLines(file))
        if (text.trim() !== '') yield format.read({ text, where, name })
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CapuchinError('export/unreadable', `cannot read ${file}: ${messageOf(cause)}`, { cause })
  }
}
