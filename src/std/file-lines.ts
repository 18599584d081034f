import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface FileLine {
  readonly text: string
  /** From 1 on. */
  readonly number: number
  /** Bytes of the unpacked file before it, and up to its end without the line break. */
  readonly start: number
  readonly end: number
}

/**
 * Lines of a UTF-8 file, one in memory at a time; a name that ends with `.gz` is unpacked. Rejects as the file system
 * does where it cannot be read.
 */
export async function* readFileLines(path: string): AsyncGenerator<FileLine> {
  let held: Buffer[] = []
  let [number, start, heldBytes] = [1, 0, 0]
  for await (const chunk of openBytes(path)) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      held.push(chunk.subarray(from, at))
      const bytes = held.length === 1 ? held[0] : Buffer.concat(held)
      const end = start + (bytes?.byteLength ?? 0)
      yield { text: bytes?.toString('utf8') ?? '', number, start, end }
      ;[held, heldBytes, from, start, number] = [[], 0, at + 1, end + 1, number + 1]
    }
    held.push(chunk.subarray(from))
    heldBytes += chunk.byteLength - from
  }
  if (heldBytes > 0)
    yield { text: Buffer.concat(held).toString('utf8'), number, start, end: start + heldBytes }
}

async function* openBytes(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  const stream: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  file.on('error', (error) => stream.destroy(error))
  try {
    for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk
  } finally {
    file.destroy()
    stream.destroy()
  }
}
