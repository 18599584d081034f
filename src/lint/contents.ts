import type { Texts } from './problem.ts'

/** Bytes by path; null for a file that is not there. */
export type Contents = ReadonlyMap<string, Uint8Array | null>

/** What grammars and models read of files: a file that is no UTF-8 as Latin-1, so that each of its letters is one. */
export function textsOf(contents: Contents): Texts {
  return new Map([...contents].map(([path, bytes]) => [path, bytes && textOf(bytes)]))
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}
