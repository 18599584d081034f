import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../../edit.ts'
import { bareLine } from '../../text-file.ts'

const opener = /^<{3,} SEARCH (.+)$/
const divider = /^={6,}$/
const closer = /^>{3,} REPLACE$/
/** A closer behind something else on its line: the replacement lacks its last line end. */
const lateCloser = />{3,} REPLACE$/

/**
 * Blocks by the rules of the strict format. The first line of six or more equals signs divides, and a path is taken as
 * it stands, spaces included.
 *
 * Unlike the original, a block that is not complete voids the reply, even beside others that are: the original passes
 * over it, or takes it for lines of its neighbour.
 */
export function parseStrict(reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const edits: Edit[] = []
  const problems: ParseProblem[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const path = opener.exec(lines[at] ?? '')?.[1]
    if (path === undefined) continue
    const block = readBlock(lines, at, options.cutShort === true)
    if ('kind' in block) problems.push(block)
    else {
      edits.push({ path, line: at + 1, readings: [block.reading] })
      at = block.end
    }
  }
  if (edits.length + problems.length === 0)
    problems.push({ kind: 'no-blocks', line: 1, message: 'there is no block; at least one is needed' })
  return { edits, problems, commands: [] }
}

interface Block {
  readonly reading: { readonly search: string; readonly replace: string }
  /** Offset of the closer. */
  readonly end: number
}

function readBlock(lines: readonly string[], head: number, cutShort: boolean): Block | ParseProblem {
  const middle = findLine(lines, { from: head + 1, wanted: divider })
  if (middle === null) return incomplete(head, { missing: 'dividing line of equals signs', cutShort })
  const late = findLine(lines, { from: middle + 1, wanted: lateCloser })
  const end = findLine(lines, { from: middle + 1, wanted: closer })
  if (late !== null && late !== end)
    return {
      kind: 'bad-closer',
      line: late + 1,
      message: 'the closing REPLACE line must be a line of its own',
    }
  if (end === null) return incomplete(head, { missing: 'closing REPLACE line', cutShort })
  const join = (part: readonly string[]): string => part.map((line) => `${line}\n`).join('')
  return {
    reading: { search: join(lines.slice(head + 1, middle)), replace: join(lines.slice(middle + 1, end)) },
    end,
  }
}

/** The first such line before the next block begins. */
function findLine(
  lines: readonly string[],
  { from, wanted }: { readonly from: number; readonly wanted: RegExp },
): number | null {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (wanted.test(line)) return at
    if (opener.test(line)) return null
  }
  return null
}

function incomplete(
  head: number,
  { missing, cutShort }: { readonly missing: string; readonly cutShort: boolean },
): ParseProblem {
  const why = cutShort ? '; the reply was cut off' : ''
  return { kind: 'no-blocks', line: head + 1, message: `the block that begins here has no ${missing}${why}` }
}
