import { expect, it } from 'vitest'
import type { EditFormat, FailureKind, FailedEdit, Files, MatchKind, ParseProblemKind } from './index.ts'

/** A reply on given files, and what must come of it. */
export interface ApplicationCase {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly reply: string
  /** The files that change, with their new text; null for those that go. Default: none. */
  readonly wanted?: Readonly<Record<string, string | null>>
  /** How edits found their place, in order. */
  readonly how?: readonly MatchKind[]
  /** Why edits were refused, in order; default: none was. */
  readonly refused?: readonly (FailureKind | ParseProblemKind)[]
  /** A piece of what the model is told. */
  readonly told?: string
}

export function runReply(format: EditFormat, reply: string, files: Readonly<Record<string, string>>) {
  const before: Files = new Map(
    Object.entries(files).map(([path, text]) => [
      path,
      { bytes: new TextEncoder().encode(text), mode: 0o644 },
    ]),
  )
  const chatFiles = Object.keys(files)
  const parsed = format.parse(reply, {
    chatFiles,
    isFile: (path) => before.has(path),
    textOf: (path) => files[path] ?? null,
  })
  const result = format.apply(parsed.edits, before, { chatFiles, problems: parsed.problems })
  const changed = Object.fromEntries([
    ...[...result.files].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString('utf8')] as const),
    ...result.removed.map((path) => [path, null] as const),
  ])
  return { parsed, result, changed }
}

/** One test per case: files, ways, refusals and the message, each exactly as the case says. */
export function testCases(
  format: EditFormat,
  cases: readonly ApplicationCase[],
  tell: (result: { readonly failures: readonly FailedEdit[] }) => string,
): void {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const { parsed, result, changed } = runReply(format, each.reply, each.files)
    expect({
      changed,
      how: each.how === undefined ? undefined : result.applied.map(({ how }) => how),
      refused: [...parsed.problems.map(({ kind }) => kind), ...result.failures.map(({ kind }) => kind)],
    }).toEqual({ changed: each.wanted ?? {}, how: each.how, refused: each.refused ?? [] })
    expect([...parsed.problems.map(({ message }) => message), tell(result)].join('\n')).toContain(
      each.told ?? '',
    )
  })
}
