import type { AttemptEvent } from '../../../domain/index.ts'
import { decodeFile } from '../../context/decode-file.ts'
import type { FileParts } from '../../context/file-parts.ts'
import type { ShownFile } from '../../context/file-contents.ts'
import type { SpanCutter } from '../../context/spans/span-cutter.ts'
import { estimateTokens } from '../../context/token-estimate.ts'
import type { AttemptTools } from '../../strategy.ts'
import { createShownParts } from './shown-parts.ts'

/** The files of the conversation: which are in it, which the user kept out. */
export interface ChatFiles {
  readonly paths: readonly string[]
  has(path: string): boolean
  /** Whether all of its text is shown. */
  isWhole(path: string): boolean
  /** Adds a path that was allowed before, without asking. */
  include(path: string): void
  /** Asks for each path and adds those that are allowed, exist and fit. */
  add(paths: readonly string[], request: AddRequest): AsyncGenerator<AttemptEvent, AddedFiles>
  /** Present texts, in the order they were added. */
  read(): Promise<readonly ShownFile[]>
}

export interface AddRequest {
  readonly reason: string
  /** The text that names them: of a long file it says which parts are wanted. */
  readonly text: string
}

export interface AddedFiles {
  readonly whole: readonly string[]
  /** Shown in part, or by other parts than before. */
  readonly inPart: readonly FilePart[]
  /** Neither now nor later; told once. */
  readonly tooLong: readonly string[]
}

export interface FilePart {
  readonly path: string
  readonly parts: FileParts
}

export interface ChatFileOptions {
  readonly maxTokens: number
  /** Cuts the files that do not fit; null where only whole ones are of use. */
  readonly cutter: SpanCutter | null
  readonly signal: AbortSignal
}

export function createChatFiles(
  tools: Pick<AttemptTools, 'sandbox' | 'approval'>,
  { maxTokens, cutter, signal }: ChatFileOptions,
): ChatFiles {
  const paths: string[] = []
  const refused = new Set<string>()
  const tooLong = new Set<string>()
  const inParts = createShownParts({ maxTokens, cutter })
  const readText = async (path: string): Promise<string | null> =>
    decodeFile(await tools.sandbox.readFile(path))
  const readFile = async (path: string): Promise<readonly ShownFile[]> => {
    const text = await readText(path)
    if (text === null) return []
    const parts = await inParts.cut(path, text)
    return [parts === null ? { path, text } : { path, text, parts }]
  }
  const read = async (): Promise<readonly ShownFile[]> => (await Promise.all(paths.map(readFile))).flat()
  const partOf = async (path: string, text: string): Promise<readonly FilePart[]> => {
    const parts = await inParts.cut(path, text)
    return parts === null ? [] : [{ path, parts }]
  }
  const isAllowed = async (path: string): Promise<boolean> => {
    if ((await tools.approval.ask({ kind: 'add-file', path }, { signal })) !== 'no') return true
    refused.add(path)
    return false
  }
  return {
    paths,
    has: (path) => paths.includes(path),
    isWhole: (path) => paths.includes(path) && !inParts.has(path),
    include: (path) => {
      if (!paths.includes(path) && !tooLong.has(path)) paths.push(path)
    },
    async *add(wanted, { reason, text: said }) {
      const whole: string[] = []
      const inPart: FilePart[] = []
      const left: string[] = []
      let used = (await read()).reduce((sum, { text, parts }) => sum + estimateTokens(parts?.text ?? text), 0)
      for (const [at, path] of wanted.entries()) {
        if (refused.has(path) || tooLong.has(path)) continue
        const text = await readText(path)
        if (text === null) continue
        if (paths.includes(path)) {
          if (await inParts.refocus(path, text, said)) inPart.push(...(await partOf(path, text)))
          continue
        }
        if (!(await isAllowed(path))) continue
        const room = inParts.roomFor(text, { used, wantedBy: wanted.length - at })
        if (room === null) {
          tooLong.add(path)
          left.push(path)
          yield {
            type: 'warning',
            text: `${path} is not shown: with it the files would pass ${maxTokens} tokens`,
          }
          continue
        }
        used += room.tokens
        paths.push(path)
        if (!room.whole) inParts.begin(path, { tokens: room.tokens, said })
        if (room.whole) whole.push(path)
        else inPart.push(...(await partOf(path, text)))
      }
      if (whole.length > 0) yield { type: 'files-added', paths: whole, reason }
      const parted = inPart.map(({ path }) => path)
      if (parted.length > 0)
        yield { type: 'files-added', paths: parted, reason: `${reason}; in part, for its length` }
      return { whole, inPart, tooLong: left }
    },
    read,
  }
}
