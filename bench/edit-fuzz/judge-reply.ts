import { isUtf8 } from 'node:buffer'
import {
  openFormat,
  pathsOf,
  planWrites,
  refuseSpelling,
  renderFeedback,
  type ApplyResult,
  type Files,
} from '../../src/edit/index.ts'
import type { FuzzCase, FuzzedFormat } from './make-case.ts'

/** What was wrong with how a reply was taken; null for nothing. */
export interface Judged {
  readonly fault: string | null
  readonly outcome: ApplyResult['outcome']
  readonly milliseconds: number
}

const facts = { isSymlink: () => false, isIgnored: () => false }

/** Parses and applies a reply both ways, and checks every promise that holds for any text. */
export function judgeReply(
  format: FuzzedFormat,
  { before, after, gone, edits }: FuzzCase,
  { reply, intact }: { readonly reply: string; readonly intact: boolean },
): Judged {
  const started = performance.now()
  const taker = openFormat(format)
  const chatFiles = [...before.keys()]
  const texts = new Map([...before].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString('utf8')]))
  const parsed = taker.parse(reply, {
    chatFiles,
    isFile: (path) => before.has(path),
    textOf: (path) => texts.get(path) ?? null,
  })
  const options = { chatFiles, problems: parsed.problems }
  const loose = taker.apply(parsed.edits, before, options)
  const strict = taker.apply(parsed.edits, before, { ...options, allOrNothing: true })
  renderFeedback(loose, parsed.problems)
  const milliseconds = performance.now() - started
  const spoiled = strict.failures.length + parsed.problems.length > 0
  const half = spoiled && strict.files.size + strict.removed.length > 0
  const fault =
    strays(before, loose) ??
    (half ? 'half of a reply was applied where all or nothing was to be' : null) ??
    (loose.applied.length + loose.failures.length === parsed.edits.length
      ? null
      : 'an edit was neither applied nor refused') ??
    (intact && isClear(after) ? differs(strict, { before, after, gone, edits }) : null)
  return { fault, outcome: loose.outcome, milliseconds }
}

/** A write or removal that no edit tells of, or that a guard would refuse. */
function strays(before: Files, result: ApplyResult): string | null {
  const told = new Set(result.applied.flatMap(({ path, edit }) => [path, edit.path]))
  for (const path of [...result.files.keys(), ...result.removed]) {
    if (refuseSpelling(path) !== null) return `${path} lies outside`
    if (!told.has(path)) return `${path} changed and no edit says so`
  }
  const { refused } = planWrites(before, result, facts)
  return refused.length === 0 ? null : `the guard refuses ${refused[0]?.path}`
}

/** A reply as the format writes it must give the intended texts, or be refused as a whole. */
function differs(result: ApplyResult, { before, after, gone, edits }: FuzzCase): string | null {
  if (result.outcome !== 'full') return null
  const edited = new Set(edits.flatMap(pathsOf))
  for (const path of gone) if (!result.removed.includes(path)) return `${path} is still there`
  for (const [path, wanted] of after) {
    if (!edited.has(path)) continue
    const bytes = (result.files.get(path) ?? before.get(path))?.bytes ?? new Uint8Array()
    if (plain(textOf(bytes)) !== plain(wanted)) return `${path} is not what its edits say`
  }
  return null
}

/** A text that holds a divider of blocks has two readings that both may fit. */
function isClear(after: FuzzCase['after']): boolean {
  return ![...after.values()].some((text) => /^={5,9}$/m.test(text))
}

/** Files that are no UTF-8 are latin1 here. */
function textOf(bytes: Uint8Array): string {
  return isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : Buffer.from(bytes).toString('latin1')
}

/** Line ends, marks and final newlines are those of the file, not of the reply; the NUL of a file that is no text, too. */
function plain(text: string): string {
  return (text.startsWith('\0') ? text.slice(1) : text)
    .replace(/^\ufeff/, '')
    .replaceAll('\r', '')
    .replace(/\n$/, '')
}
