import type { Readable } from 'node:stream'
import { abortReason } from '../../std/index.ts'

/** The line that ends a pasted reply. */
export const lastLine = '/done'

/** Replies that are pasted into a terminal, each ended by a line of its own. */
export interface PastedReplies {
  /** Resolves with what is pasted for a prompt: what begins with `#N`, else what is pasted while it is the oldest. */
  readonly next: (prompt: number, options: { readonly signal: AbortSignal }) => Promise<string>
}

/** Reads the input only while somebody waits for a reply. */
export function createPastedReplies(input: Readable): PastedReplies {
  const waiting = new Map<number, (text: string) => void>()
  let lines: string[] = []
  let rest = ''
  const deliver = (): void => {
    const [first = ''] = lines
    const named = /^#(\d+)$/.exec(first.trim())
    const text = (named ? lines.slice(1) : lines).join('\n')
    lines = []
    const number = named ? Number(named[1]) : Math.min(...waiting.keys())
    if (text.trim() !== '') waiting.get(number)?.(text)
  }
  const read = (chunk: unknown): void => {
    const all = (rest + String(chunk)).split(/\r\n|\r|\n/)
    rest = all.pop() ?? ''
    for (const line of all) {
      if (line.trim() === lastLine) deliver()
      else lines.push(line)
    }
  }
  const begin = (): void => {
    input.on('data', read)
    input.resume()
  }
  const end = (): void => {
    input.off('data', read)
    input.pause()
    lines = []
    rest = ''
  }
  return {
    next: (prompt, { signal }) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          signal.removeEventListener('abort', onAbort)
          waiting.delete(prompt)
          if (waiting.size === 0) end()
        }
        const onAbort = (): void => {
          settle()
          reject(abortReason(signal))
        }
        if (signal.aborted) {
          reject(abortReason(signal))
          return
        }
        if (waiting.size === 0) begin()
        signal.addEventListener('abort', onAbort, { once: true })
        waiting.set(prompt, (text) => {
          settle()
          resolve(text)
        })
      }),
  }
}
