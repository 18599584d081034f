import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { CapuchinError, hasCode, messageOf } from '../../std/index.ts'
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
  const text = stripMark(await readText(path))
  if (text.trim() === '') return
  const value = parse(text, path)
  if (!Array.isArray(value))
    throw badFile(
      path,
      'it must hold one list of rows',
      'A file with a row on each line ends in .jsonl; a single row becomes a list between [ and ].',
    )
  for (const [index, row] of value.entries()) yield { where: `row ${index + 1}`, value: row }
}

async function readText(path: string): Promise<string> {
  try {
    return decode(await readFile(path), path)
  } catch (cause) {
    throw unreadable(path, cause, 'A file of more than half a gigabyte must be .jsonl or .parquet.')
  }
}

/** Lines end at LF only: U+2028, form feeds and the like may stand inside a string. Blank lines are passed over. */
async function* readJsonLines(path: string): AsyncGenerator<RawRow> {
  let number = 0
  for await (const line of linesOf(path)) {
    number += 1
    const row = readLine(line, { path, where: `line ${number}` })
    if (row) yield row
  }
}

function readLine(
  line: Buffer,
  { path, where }: { readonly path: string; readonly where: string },
): RawRow | null {
  try {
    const text = stripMark(decode(line, `${path}, ${where}`))
    return text.trim() === '' ? null : { where, value: parse(text, `${path}, ${where}`) }
  } catch (error) {
    if (hasCode(error, 'dataset/bad-file')) return { where, unreadable: error }
    throw error
  }
}

const lineFeed = 0x0a
/** Far above any row, and far below what a string can hold. */
const maxLineBytes = 256 << 20

async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let size = 0
  for await (const chunk of chunksOf(path)) {
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)])
      pieces = []
      size = 0
      start = end + 1
    }
    pieces.push(chunk.subarray(start))
    size += chunk.length - start
    if (size > maxLineBytes)
      throw badFile(path, `a line is longer than ${maxLineBytes >> 20} MiB`, 'Is there a row on each line?')
  }
  yield Buffer.concat(pieces)
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      yield chunk instanceof Buffer ? chunk : Buffer.from(String(chunk))
  } catch (cause) {
    throw unreadable(path, cause, 'Is it a file, and may it be read?')
  }
}

async function* readParquet(path: string): AsyncGenerator<RawRow> {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  await using handle = await openFile(path)
  const { size } = await handle.stat()
  if (size === 0) return
  if (size < smallestParquet) throw badFile(path, 'it is too short for Parquet', 'Is the file whole?')
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
    throw unreadable(
      path,
      cause,
      'Is the file whole, and compressed with snappy, gzip, zstd, brotli or not at all?',
    )
  }
}

/** Its mark at both ends, and the length of what stands before the last. */
const smallestParquet = 12

async function openFile(path: string) {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(path, cause, 'Is it a file, and may it be read?')
  })
  return Object.assign(handle, { [Symbol.asyncDispose]: () => handle.close() })
}

function stripMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** A letter that was replaced would make another test, or another patch. */
function decode(bytes: Buffer, where: string): string {
  if (!isUtf8(bytes))
    throw badFile(where, 'it is not text in UTF-8', 'Is it compressed, or in another encoding?')
  return bytes.toString('utf8')
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badFile(where, messageOf(cause), 'Is the file whole?')
  }
}

function unreadable(path: string, cause: unknown, hint: string): CapuchinError {
  if (cause instanceof CapuchinError) return cause
  const isFolder = cause instanceof Error && 'code' in cause && cause.code === 'EISDIR'
  return badFile(path, isFolder ? 'it is a folder' : messageOf(cause), isFolder ? folderHint : hint)
}

const folderHint = 'A folder whose name ends like this is not looked into.'

function badFile(where: string, seen: string, hint: string): CapuchinError {
  return new CapuchinError('dataset/bad-file', `cannot read ${where}: ${seen}`, { hint })
}
