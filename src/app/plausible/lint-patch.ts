import { parsePatch } from '../../domain/index.ts'
import {
  createChangeCheck,
  findMoves,
  isParseFault,
  lintChange,
  sayBroken,
  sayProblem,
  textsOf,
  type LintedChange,
  type Linter,
} from '../../lint/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { createSyntax, type SyntaxParser } from '../../syntax/index.ts'

export interface PatchedPlaces {
  readonly base: Sandbox
  readonly patched: Sandbox
}

export interface LintPatchOptions {
  readonly linters: readonly Linter[]
  /** `new`: what the patch brings in. `any`: all that there is in the files that it changes. */
  readonly count: 'new' | 'any'
  readonly signal?: AbortSignal | undefined
}

export interface LintedPatch {
  /** A line each. */
  readonly faults: readonly string[]
  /** A sentence for each linter that could not look at the patch: no fault of it. */
  readonly brokenLinters: readonly string[]
}

/**
 * What is wrong in the files that a patch changes and shows without running them: what does not parse, what linters say,
 * and in Python names without a value.
 */
export async function lintPatch(
  patch: string,
  places: PatchedPlaces,
  { linters, count, signal }: LintPatchOptions,
): Promise<LintedPatch> {
  using syntax = createSyntax()
  const files = await readChange(patch, places)
  const deps = { sandbox: places.patched, syntax, linters, signal }
  const { problems, broken } = await lintChange({ ...files, count }, deps)
  const unparsable = new Set(problems.filter(isParseFault).map(({ path }) => path))
  const said = new Set(problems.map(({ path, line }) => `${path}:${line}`))
  const change = { before: textsOf(files.before), after: textsOf(files.after), count }
  const names = await namesWithoutValue(change, syntax)
  const faults = [
    ...problems.map((problem) => `${problem.path}, ${sayProblem(problem)}`),
    ...names
      .filter(({ path, line }) => !unparsable.has(path) && !said.has(`${path}:${line}`))
      .map(({ path, line, message }) => `${path}, line ${line}: ${message}`),
  ]
  return { faults, brokenLinters: broken.map(sayBroken) }
}

async function readChange(patch: string, { base, patched }: PatchedPlaces) {
  const before = new Map<string, Uint8Array | null>()
  const after = new Map<string, Uint8Array | null>()
  for (const { oldPath, newPath, binary } of parsePatch(patch)) {
    if (binary) continue
    for (const path of [oldPath, newPath]) {
      if (path === null) continue
      before.set(path, await base.readFile(path))
      after.set(path, await patched.readFile(path))
    }
  }
  return { before, after }
}

/** What other rules find is odd and may be meant, which is too little to refuse a patch. */
const refusedRules = ['undefined-name', 'unassigned-name']

async function namesWithoutValue({ before, after, count }: LintedChange, syntax: SyntaxParser) {
  const { newFaults } = createChangeCheck(syntax)
  const oldPaths = new Map([...findMoves(before, after)].map(([from, to]) => [to, from]))
  const found: { readonly path: string; readonly line: number; readonly message: string }[] = []
  for (const [path, text] of after) {
    const old = count === 'any' ? null : (before.get(oldPaths.get(path) ?? path) ?? null)
    const faults = await newFaults(path, { before: old, after: text })
    for (const { rule, line, message } of faults)
      if (refusedRules.includes(rule)) found.push({ path, line, message })
  }
  return found
}
