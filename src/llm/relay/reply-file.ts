import { readFile, stat } from 'node:fs/promises'
import { sleep } from '../../std/index.ts'

export interface ReplyFileOptions {
  readonly pollMs: number
  readonly signal: AbortSignal
}

/** What a file holds as soon as it is there, is not empty, and stands still from one look to the next. */
export async function readReplyFile(path: string, { pollMs, signal }: ReplyFileOptions): Promise<string> {
  for (let before: string | null = null; ;) {
    const now = await stat(path).then(
      ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
      () => null,
    )
    if (now !== null && now === before) {
      const text = await readFile(path, 'utf8')
      if (text.trim() !== '') return text
    }
    before = now
    await sleep(pollMs, { signal })
  }
}
