import { findNewSyntaxErrors } from '../../attempt/index.ts'
import { parsePatch } from '../../domain/index.ts'
import { createChangeCheck } from '../../lint/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { createSyntax } from '../../syntax/index.ts'

export interface PatchedPlaces {
  readonly base: Sandbox
  readonly patched: Sandbox
  /** `new`: what the patch brings in. `any`: all that there is in the files that it changes. */
  readonly count: 'new' | 'any'
}

/**
 * What is wrong in the files that a patch changes and shows without running them, a line each: what does not parse, and
 * in Python names without a value.
 */
export async function lintPatch(
  patch: string,
  { base, patched, count }: PatchedPlaces,
): Promise<readonly string[]> {
  using syntax = createSyntax()
  const { newFaults } = createChangeCheck(syntax)
  const faults: string[] = []
  for (const { oldPath, newPath, binary } of parsePatch(patch)) {
    if (newPath === null || binary) continue
    const after = await readText(patched, newPath)
    if (after === null) continue
    const before = count === 'any' || oldPath === null ? null : await readText(base, oldPath)
    const errors = await findNewSyntaxErrors(newPath, { before, after })
    const findings = errors.length > 0 ? [] : await newFaults(newPath, { before, after })
    faults.push(
      ...errors.map((error) => error.split('\n')[0] ?? ''),
      ...findings
        .filter(({ rule }) => namesWithoutValue.includes(rule))
        .map(({ line, message }) => `${newPath}, line ${line}: ${message}`),
    )
  }
  return faults
}

/** What other rules find is odd and may be meant, which is too little to refuse a patch. */
const namesWithoutValue = ['undefined-name', 'unassigned-name']

/** Null for what is no text, or not there. */
async function readText(sandbox: Sandbox, path: string): Promise<string | null> {
  const bytes = await sandbox.readFile(path)
  return bytes && new TextDecoder().decode(bytes)
}
