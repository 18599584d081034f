import { createHash, randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGzip, type Gzip } from 'node:zlib'
import { CapuchinError, messageOf } from '../../std/index.ts'

export interface WrittenFile {
  readonly file: string
  readonly rows: number
  readonly sha256: string
}

/** A file that is written line by line and appears, whole, when it is finished; disposed of before, it never does. */
export interface LineWriter extends AsyncDisposable {
  /** Text of one row; it may have several lines. Ends with a line break. */
  write(row: string): Promise<void>
  /** One row, piece by piece, so that it need not be in memory as a whole. */
  writePieces(pieces: Iterable<string>): Promise<void>
  finish(): Promise<WrittenFile>
}

const batchCharacters = 1 << 20

/** A name that ends with `.gz` is packed. @throws CapuchinError `export/cannot-write`. */
export async function openLineWriter(path: string): Promise<LineWriter> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const handle = await open(temporary, 'wx').catch((cause: unknown) => {
    throw cannotWrite(path, cause)
  })
  const hash = createHash('sha256')
  const gzip = path.endsWith('.gz') ? createGzip() : null
  const packed = gzip ? drain(gzip, (bytes) => put(bytes)) : Promise.resolve()
  packed.catch(() => undefined)
  let [batch, rows, isOpen] = ['', 0, true]

  const put = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes)
    await handle.writeFile(bytes)
  }
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(batch)
    batch = ''
    if (bytes.byteLength === 0) return
    if (!gzip) await put(bytes)
    else if (!gzip.write(bytes)) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  const append = async (text: string): Promise<void> => {
    batch += text
    if (batch.length >= batchCharacters) await flush()
  }
  return {
    async write(row) {
      rows += 1
      await append(row)
    },
    async writePieces(pieces) {
      rows += 1
      for (const piece of pieces) await append(piece)
    },
    async finish() {
      try {
        await flush()
        gzip?.end()
        await packed
        isOpen = false
        await handle.close()
        await rename(temporary, path)
      } catch (cause) {
        throw cannotWrite(path, cause)
      }
      return { file: basename(path), rows, sha256: hash.digest('hex') }
    },
    async [Symbol.asyncDispose]() {
      if (!isOpen) return
      gzip?.destroy()
      await packed.catch(() => undefined)
      await handle.close()
      await rm(temporary, { force: true })
    },
  }
}

async function drain(gzip: Gzip, put: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for await (const chunk of gzip) if (Buffer.isBuffer(chunk)) await put(chunk)
}

function cannotWrite(path: string, cause: unknown): CapuchinError {
  return new CapuchinError('export/cannot-write', `cannot write ${path}: ${messageOf(cause)}`, {
    cause,
    hint: 'Name a place in a folder that exists and can be written to.',
  })
}
