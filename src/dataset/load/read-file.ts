import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { CapuchinError, messageOf } from '../../std/index.ts'
import type { RawRow } from '../read-instances.ts'

/**
 * Rows of a `.json`, `.jsonl` or `.parquet` file. JSON Lines are read line by line and Parquet one group of rows at
 * a time; a `.json` file is held whole, as text and as values, until its rows are made.
 */
export function readDatasetFile(path: string): AsyncIterable<RawRow> {
  if (path.endsWith('.jsonl')) return readJsonLines(path)
  if (path.endsWith('.parquet')) return readParquet(path)
  return readJson(path)
}

export function isDatasetFile(path: string): boolean {
  return /\.(?:json|jsonl|parquet)$/.test(path)
}

async function* readJson(path: string): AsyncGenerator<RawRow> {
  const value = parse(stripMark(await readText(path)), path)
  if (!Array.isArray(value))
    throw badFile(path, 'it must hold one list of rows', 'A file with a row on each line ends in .jsonl.')
  for (const [index, row] of value.entries()) yield { where: `row ${index + 1}`, value: row }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw badFile(path, messageOf(cause), 'A file of more than half a gigabyte must be .jsonl or .parquet.')
  }
}

/** Lines end at LF only: U+2028, form feeds and the like may stand inside a string. Blank lines are passed over. */
async function* readJsonLines(path: string): AsyncGenerator<RawRow> {
  let number = 0
  for await (const line of linesOf(path)) {
    number += 1
    const text = number === 1 ? stripMark(line) : line
    if (text.trim() !== '') yield { where: `line ${number}`, value: parse(text, `${path}, line ${number}`) }
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let pieces: string[] = []
  for await (const chunk of chunksOf(path)) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n')
    pieces.push(first)
    for (const line of rest) {
      yield pieces.join('')
      pieces = [line]
    }
  }
  yield pieces.join('') + decoder.decode()
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      yield chunk instanceof Uint8Array ? chunk : new TextEncoder().encode(String(chunk))
  } catch (cause) {
    throw badFile(path, messageOf(cause), 'Is it a file, and may it be read?')
  }
}

async function* readParquet(path: string): AsyncGenerator<RawRow> {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  const { size } = await stat(path)
  await using handle = await openFile(path)
  const file = {
    byteLength: size,
    slice: async (start: number, end = size): Promise<ArrayBuffer> => {
      const bytes = new ArrayBuffer(end - start)
      await handle.read(new Uint8Array(bytes), 0, end - start, start)
      return bytes
    },
  }
  try {
    const metadata = await parquetMetadataAsync(file)
    let start = 0
    for (const group of metadata.row_groups) {
      const end = start + Number(group.num_rows)
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart: start, rowEnd: end })
      for (const [index, value] of rows.entries()) yield { where: `row ${start + index + 1}`, value }
      start = end
    }
  } catch (cause) {
    throw badFile(
      path,
      messageOf(cause),
      'Is the file whole, and compressed with snappy, gzip, zstd, brotli or not at all?',
    )
  }
}

async function openFile(path: string) {
  const handle = await open(path, 'r')
  return Object.assign(handle, { [Symbol.asyncDispose]: () => handle.close() })
}

function stripMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badFile(where, messageOf(cause), 'Is the file whole?')
  }
}

function badFile(where: string, seen: string, hint: string): CapuchinError {
  return new CapuchinError('dataset/bad-file', `cannot read ${where}: ${seen}`, { hint })
}
