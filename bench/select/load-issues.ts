import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyPatch, parsePatch } from 'diff'
import { z } from 'zod'
import { createChangeCheck, type ChangeCheck, type Finding } from '../../src/lint/index.ts'
import {
  createNaturalness,
  isProgram,
  patchSigns,
  type Naturalness,
  type Observations,
  type PatchSigns,
} from '../../src/selection/index.ts'
import { createSyntax } from '../../src/syntax/index.ts'
import { readPoolRows, type LabelledPatch } from './pool-row.ts'

/** A labelled patch with all that was seen of it; `at` is its place among the observed ones. */
export interface SeenPatch extends LabelledPatch {
  readonly at: number
  /** By the rules as they are now, whenever it was that the patch was run. */
  readonly findings: readonly Finding[]
}

export interface SeenIssue {
  readonly instanceId: string
  readonly repo: string
  readonly observations: Omit<Observations, 'findings'>
  /** Of the project's own code; the same for all pools. */
  readonly naturalness: Naturalness
  readonly patches: readonly SeenPatch[]
}

export interface Pool {
  readonly issue: SeenIssue
  readonly patches: readonly SeenPatch[]
  readonly observations: Observations
  readonly signs: readonly PatchSigns[]
}

// What our own bench wrote, read again on the same day: its shape is known.
const fileSchema = z.looseObject({ observations: z.custom<Observations>() })

/** Issues that are labelled and observed. */
export async function loadIssues(where: {
  readonly candidates: string
  readonly observations: string
}): Promise<readonly SeenIssue[]> {
  using syntax = createSyntax()
  const check = createChangeCheck(syntax)
  const issues: SeenIssue[] = []
  for (const row of readPoolRows(where.candidates)) {
    const file = join(where.observations, `${row.instanceId}.json`)
    if (!existsSync(file)) continue
    const { observations } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    const base = new Map(observations.baseFiles)
    const patches: SeenPatch[] = []
    for (const [at, { entries }] of observations.matrix.patches.entries()) {
      const labelled = row.candidates[entries[0] ?? -1]
      if (labelled)
        patches.push({ ...labelled, at, findings: await findFaults(labelled.patch, { base, check }) })
    }
    const naturalness = createNaturalness(observations.corpus)
    issues.push({ instanceId: row.instanceId, repo: row.repo, observations, naturalness, patches })
  }
  return issues
}

async function findFaults(
  patch: string,
  { base, check }: { readonly base: ReadonlyMap<string, string | null>; readonly check: ChangeCheck },
): Promise<readonly Finding[]> {
  const found: Finding[] = []
  for (const file of parsePatch(patch)) {
    const path = (file.newFileName ?? '').replace(/^b\//, '')
    const before = base.get(path) ?? null
    const after = applyPatch(before ?? '', file)
    if (isProgram(path) && after !== false) found.push(...(await check.newFaults(path, { before, after })))
  }
  return found
}

/** The observations of some patches alone, as if no other had been there. */
export function poolOf(issue: SeenIssue, patches: readonly SeenPatch[]): Pool {
  const { observations: all } = issue
  const places = patches.map(({ at }) => at)
  const pick = <T>(list: readonly T[]): readonly T[] => places.flatMap((at) => list[at] ?? [])
  const pickNullable = <T>(list: readonly (T | null)[]): readonly (T | null)[] =>
    places.map((at) => list[at] ?? null)
  const keys = pick(all.textKeys)
  const observations: Observations = {
    ...all,
    matrix: {
      ...all.matrix,
      patches: pick(all.matrix.patches),
      cells: pick(all.matrix.cells),
      unapplied: [],
    },
    regression: all.regression && { ...all.regression, runs: pickNullable(all.regression.runs) },
    probes: all.probes && { ...all.probes, runs: pickNullable(all.probes.runs) },
    calls: all.calls && { ...all.calls, runs: pickNullable(all.calls.runs) },
    findings: patches.map(({ findings }) => findings),
    verifier: null,
    signs: patches.map(() => 0),
    syntaxErrors: patches.map(() => []),
    textKeys: keys,
    classes: classesOf(keys),
  }
  const signs = patchSigns(observations, issue.naturalness)
  return { issue, patches, observations: { ...observations, patchSigns: signs }, signs }
}

/** No generated test is among them, so that code alone joins patches. */
function classesOf(keys: readonly string[]): Observations['classes'] {
  return [...new Set(keys)].map((key) => {
    const patches = [...keys.keys()].filter((at) => keys[at] === key)
    return { patches, by: patches.length > 1 ? 'text' : 'lone' }
  })
}
