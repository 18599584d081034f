import { decodeFile } from '../../context/decode-file.ts'
import type { AttemptTools } from '../../strategy.ts'
import { estimateTokens } from '../../context/token-estimate.ts'
import type { ShownFile } from '../../context/file-contents.ts'
import type { AttemptEvent } from '../../../domain/index.ts'

/** The files of the conversation: which are in it, which the user kept out. */
export interface ChatFiles {
  readonly paths: readonly string[]
  has(path: string): boolean
  /** Adds a path that was allowed before, without asking. */
  include(path: string): void
  /** Asks for each path and adds those that are allowed, exist and fit. */
  add(paths: readonly string[], reason: string): AsyncGenerator<AttemptEvent, readonly string[]>
  /** Present texts, in the order they were added. */
  read(): Promise<readonly ShownFile[]>
}

export interface ChatFileOptions {
  readonly maxTokens: number
  readonly signal: AbortSignal
}

export function createChatFiles(
  tools: Pick<AttemptTools, 'sandbox' | 'approval'>,
  { maxTokens, signal }: ChatFileOptions,
): ChatFiles {
  const paths: string[] = []
  const refused = new Set<string>()
  const readText = async (path: string): Promise<string | null> =>
    decodeFile(await tools.sandbox.readFile(path))
  const read = async (): Promise<readonly ShownFile[]> => {
    const files = await Promise.all(paths.map(async (path) => ({ path, text: await readText(path) })))
    return files.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]))
  }
  return {
    paths,
    has: (path) => paths.includes(path),
    include: (path) => {
      if (!paths.includes(path)) paths.push(path)
    },
    async *add(wanted, reason) {
      const added: string[] = []
      let tokens = (await read()).reduce((sum, { text }) => sum + estimateTokens(text), 0)
      for (const path of wanted) {
        if (paths.includes(path) || refused.has(path)) continue
        const text = await readText(path)
        if (text === null) continue
        if (tokens + estimateTokens(text) > maxTokens) {
          yield {
            type: 'warning',
            text: `${path} is not shown: with it the files would pass ${maxTokens} tokens`,
          }
          continue
        }
        if ((await tools.approval.ask({ kind: 'add-file', path }, { signal })) === 'no') {
          refused.add(path)
          continue
        }
        tokens += estimateTokens(text)
        paths.push(path)
        added.push(path)
      }
      if (added.length > 0) yield { type: 'files-added', paths: added, reason }
      return added
    },
    read,
  }
}
