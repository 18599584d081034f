import type { Evidence, GeneratedTest } from '../domain/index.ts'
import { sha256 } from '../std/index.ts'

/** A patch as it was offered, by whomever. */
export interface PoolEntry {
  /** Git diff against the base. */
  readonly patch: string
  /** For people: an attempt, a file, a system. */
  readonly label: string
  /** Null for patches that no attempt of ours made. */
  readonly attemptIndex: number | null
  /** What was seen of it before; null for what nobody looked at. */
  readonly evidence: Evidence | null
}

/** One text that was offered at least once. */
export interface PooledPatch {
  readonly id: string
  readonly patch: string
  /** Indices of the entries that offered it, in their order. */
  readonly entries: readonly number[]
}

/** Where a generated test came from; a test may be weighed by it. */
export type TestOrigin =
  | { readonly from: 'attempt'; readonly attemptIndex: number }
  | { readonly from: 'given'; readonly path: string }
  /** By a model for the choice, counted from 1. */
  | { readonly from: 'written'; readonly number: number }
  | { readonly from: 'selector'; readonly step: number }

export interface PooledTest {
  readonly id: string
  readonly test: GeneratedTest
  /** All that offered this very text. */
  readonly origins: readonly TestOrigin[]
}

/** Patches of different text, in the order they were first offered; empty ones are left out. */
export function poolPatches(entries: readonly PoolEntry[]): readonly PooledPatch[] {
  const byId = new Map<string, { readonly patch: string; readonly entries: number[] }>()
  for (const [index, { patch }] of entries.entries()) {
    if (patch.trim() === '') continue
    const text = canonicalPatch(patch)
    const id = patchIdOf(patch)
    const known = byId.get(id)
    if (known) known.entries.push(index)
    else byId.set(id, { patch: text, entries: [index] })
  }
  return [...byId].map(([id, { patch, entries: indices }]) => ({ id, patch, entries: indices }))
}

export interface OfferedTest {
  readonly test: GeneratedTest
  readonly origin: TestOrigin
}

/** Tests of different text, in the order they were first offered. */
export function poolTests(offered: readonly OfferedTest[]): readonly PooledTest[] {
  const byId = new Map<string, { readonly test: GeneratedTest; readonly origins: TestOrigin[] }>()
  for (const { test, origin } of offered) {
    const id = testIdOf(test)
    const known = byId.get(id)
    if (known) known.origins.push(origin)
    else byId.set(id, { test, origins: [origin] })
  }
  return [...byId].map(([id, pooled]) => ({ id, ...pooled }))
}

/** The same for patches that differ in nothing but blob ids and where the text begins and ends. */
export function patchIdOf(patch: string): string {
  return shortId(canonicalPatch(patch))
}

export function testIdOf({ language, text }: GeneratedTest): string {
  return shortId(`${language}\n${text.trim()}`)
}

/** Blob ids say nothing that the lines do not say, and tools differ in where a diff begins and ends. */
function canonicalPatch(patch: string): string {
  const lines = patch.replace(/^\n+/, '').trimEnd().split('\n')
  // A blob id is needed where a binary file is patched.
  const binary = lines.some((line) => line.startsWith('GIT binary patch'))
  return `${(binary ? lines : lines.filter((line) => !/^index [0-9a-f]{4,}\.\.[0-9a-f]{4,}/.test(line))).join('\n')}\n`
}

function shortId(text: string): string {
  return sha256(text).slice(0, 12)
}
