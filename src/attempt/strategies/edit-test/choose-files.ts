import { z } from 'zod'
import type { AttemptEvent } from '../../../domain/index.ts'
import { hashJson, messageOf, throwIfAborted } from '../../../std/index.ts'
import { decodeFile } from '../../context/decode-file.ts'
import type { ShownFile } from '../../context/file-contents.ts'
import { findMentions } from '../../context/file-mentions.ts'
import { estimateTokens } from '../../context/token-estimate.ts'
import type { EditTestInput } from './edit-test-input.ts'

/**
 * The files that are shown from the start: those that a scan found, else those that the issue names and then those
 * that a ranking without a model puts first, as many as fit. All attempts get the same.
 */
export async function* chooseFiles(input: EditTestInput): AsyncGenerator<AttemptEvent, readonly ShownFile[]> {
  const { problem, paths, tools } = input
  const scanned = tools.context?.files.map(({ path }) => path)
  if (scanned) return yield* show(input, scanned, 'the scan found it')
  const named = findMentions(problem.problemStatement, { addable: paths, chatFiles: [] })
  const ranked = yield* rankFiles(input)
  return yield* show(input, [...new Set([...named, ...ranked])], 'it goes with the issue')
}

/** Files that are looked at: behind them hardly any fits the issue, or the room that is left. */
const maxRanked = 100

/**
 * Journalled, failures too, so that an attempt that goes on asks with the bytes it asked with before: a grammar that
 * ran out of time may have more of it now.
 */
async function* rankFiles({
  problem,
  tools,
  signal,
}: EditTestInput): AsyncGenerator<AttemptEvent, readonly string[]> {
  const text = problem.problemStatement
  const failures: string[] = []
  const { value } = await tools.journal.ask(
    {
      kind: 'exec',
      stage: 'ranked-files',
      step: 0,
      key: hashJson({ base: tools.baseKey, text, maxRanked }),
      schema: z.array(z.string()),
    },
    async () => {
      try {
        const { files } = await tools.code.rank(text, { signal })
        return files.slice(0, maxRanked).map(({ path }) => path)
      } catch (error) {
        throwIfAborted(signal)
        failures.push(messageOf(error))
        return []
      }
    },
  )
  for (const failure of failures) yield { type: 'warning', text: `files cannot be ranked: ${failure}` }
  return value
}

/** Texts of the files in their order, passing over those that do not fit. */
async function* show(
  { tools, settings, signal }: EditTestInput,
  paths: readonly string[],
  reason: string,
): AsyncGenerator<AttemptEvent, readonly ShownFile[]> {
  const shown: ShownFile[] = []
  let left = settings.contextTokens
  for (const path of paths) {
    const text = decodeFile(await tools.sandbox.readFile(path))
    if (text === null || estimateTokens(text) > left) continue
    if ((await tools.approval.ask({ kind: 'add-file', path }, { signal })) === 'no') continue
    left -= estimateTokens(text)
    shown.push({ path, text })
  }
  if (shown.length > 0) yield { type: 'files-added', paths: shown.map(({ path }) => path), reason }
  return shown
}
