import type { FileTree } from '../../../domain/index.ts'
import { throwIfAborted } from '../../../std/index.ts'
import { decodeFile } from '../decode-file.ts'
import { estimateTokens } from '../token-estimate.ts'

export interface CandidateFile {
  readonly path: string
  readonly text: string
  readonly tokens: number
  /** Its place in the order that the candidates came in. */
  readonly place: number
}

export interface ReadCandidates {
  readonly files: readonly CandidateFile[]
  readonly tooLong: readonly string[]
  /** Gone, or no UTF-8 text. */
  readonly unreadable: readonly string[]
  readonly empty: readonly string[]
}

/** The texts of the files that a scan can judge, and which ones it cannot and why. */
export async function readCandidates(
  tree: FileTree,
  paths: readonly string[],
  { fileTokens, signal }: { readonly fileTokens: number; readonly signal: AbortSignal },
): Promise<ReadCandidates> {
  const files: CandidateFile[] = []
  const [tooLong, unreadable, empty]: [string[], string[], string[]] = [[], [], []]
  for (const [place, path] of paths.entries()) {
    throwIfAborted(signal)
    const text = decodeFile(await tree.read(path))
    const tokens = estimateTokens(text ?? '')
    if (text === null) unreadable.push(path)
    else if (text.trim() === '') empty.push(path)
    else if (tokens > fileTokens) tooLong.push(path)
    else files.push({ path, text, tokens, place })
  }
  return { files, tooLong, unreadable, empty }
}
