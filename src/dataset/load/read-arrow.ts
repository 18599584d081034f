import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CapuchinError, messageOf } from '../../std/index.ts'
import type { RawRow } from '../read-instances.ts'
import { readArrowBatch } from './arrow-batch.ts'
import { readArrowSchema, type ArrowField } from './arrow-schema.ts'
import { followTable, longField, smallField, tableField } from './flat-table.ts'

const stateSchema = z
  .object({ _data_files: z.array(z.object({ filename: z.string() })) })
  .transform(({ _data_files: files }) => files)

/**
 * Rows of a folder that `datasets.save_to_disk` wrote: `state.json` names files in Arrow's stream format, which are
 * read a batch at a time.
 */
export async function* readArrowFolder(folder: string): AsyncGenerator<RawRow> {
  let number = 0
  for (const name of await dataFiles(folder))
    for await (const value of readStream(join(folder, name))) {
      number += 1
      yield { where: `row ${number}`, value }
    }
}

async function dataFiles(folder: string): Promise<readonly string[]> {
  try {
    const state = stateSchema.parse(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')))
    return state.map(({ filename }) => filename)
  } catch (cause) {
    throw badArrow(join(folder, 'state.json'), cause)
  }
}

/** Messages: a mark, the length of the header, the header, the body. */
async function* readStream(path: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw badArrow(path, cause)
  })
  let at = 0
  const take = async (length: number): Promise<DataView> => {
    const bytes = new Uint8Array(length)
    const { bytesRead } = await handle.read(bytes, 0, length, at)
    at += bytesRead
    return new DataView(bytes.buffer, 0, bytesRead)
  }
  let fields: readonly ArrowField[] | null = null
  try {
    for (;;) {
      const prefix = await take(8)
      const size = prefix.byteLength === 8 ? prefix.getInt32(4, true) : 0
      if (size === 0) return
      if (prefix.getUint32(0, true) !== 0xffff_ffff) throw new Error('it is not in the stream format')
      const message = followTable(await take(size), 0)
      const body = await take(longField(message, 3))
      const header = tableField(message, 2)
      if (!header || body.byteLength < longField(message, 3)) throw new Error('it is cut off')
      if (smallField(message, 1) === 1) fields = readArrowSchema(header)
      else if (smallField(message, 1) === 3 && fields) yield* readArrowBatch(header, fields, body)
      else throw new Error(`a message of kind ${smallField(message, 1)} is not read`)
    }
  } catch (cause) {
    throw cause instanceof CapuchinError ? cause : badArrow(path, cause)
  } finally {
    await handle.close()
  }
}

function badArrow(path: string, cause: unknown): CapuchinError {
  return new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(cause)}`, { cause })
}
