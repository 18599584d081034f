import { lstatSync, readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { sha256, throwIfAborted } from '../../std/index.ts'

/** In more files than this, a program of its own is quicker, and leaves this one free. */
const mostFiles = 10_000
/** So many files are looked at without letting others run: two or three milliseconds. */
const filesPerTurn = 1000

/**
 * Digest over what `fingerprint` looks at (names, type, mode, size, both times and inode of every file), taken in
 * this process: a tenth of the time of starting a program in a small checkout. It depends on the order that the
 * system lists names in, so an equal digest means equal files, and another one may mean nothing. Null when there are
 * too many files, or some that cannot be looked at.
 */
export async function quickState(
  root: string,
  hidden: readonly string[],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string | null> {
  const skipped = new Set(hidden)
  const names: string[] = []
  const numbers: bigint[] = []
  const folders = ['']
  let nextTurn = filesPerTurn
  for (let prefix = folders.pop(); prefix !== undefined; prefix = folders.pop()) {
    if (names.length >= nextTurn) {
      nextTurn = names.length + filesPerTurn
      await setImmediate()
      throwIfAborted(signal)
    }
    try {
      for (const entry of readdirSync(`${root}/${prefix}`, { withFileTypes: true })) {
        const path = prefix + entry.name
        if (entry.name === '.git' || skipped.has(path)) continue
        if (entry.isDirectory()) {
          folders.push(`${path}/`)
          continue
        }
        const { mode, size, mtimeNs, ctimeNs, ino } = lstatSync(`${root}/${path}`, { bigint: true })
        numbers.push(mode, size, mtimeNs, ctimeNs, ino)
        names.push(path)
      }
    } catch {
      // A name that is no UTF-8, a file that just went, a folder that may not be read.
      return null
    }
    if (names.length > mostFiles) return null
  }
  return sha256(
    Buffer.concat([Buffer.from(names.join('\0')), Buffer.from(BigInt64Array.from(numbers).buffer)]),
  )
}
