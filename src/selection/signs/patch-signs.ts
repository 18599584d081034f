import { parsePatch } from '../../domain/index.ts'
import { isTestPath } from '../../repo/index.ts'
import { isProgram } from '../classes/changed-files.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { faultsOf } from '../observe/faults.ts'
import { likeness, shinglesOf } from '../tests/likeness.ts'
import { callSigns } from './call-signs.ts'
import { createNaturalness, type Naturalness } from './naturalness.ts'
import { patchLines, type FileLines } from './patch-lines.ts'
import { probeSigns } from './probe-signs.ts'

export const signNames = [
  'faults',
  'fixes',
  'file',
  'symbol',
  'size',
  'deleted',
  'files',
  'tests',
  'noProgram',
  'newFiles',
  'surprise',
  'peak',
  'words',
  'changes',
  'mends',
  'breaks',
  'named',
  'asserts',
  'crashes',
  'moves',
  'still',
  'sameCalls',
  'alike',
  'agree',
] as const
export type SignName = (typeof signNames)[number]
export type PatchSigns = Readonly<Record<SignName, number>>

/** What can be told of each patch without a test of the issue and without a model, as numbers of about the size of 1. */
export function patchSigns(
  observations: Observations,
  naturalness: Naturalness = createNaturalness(observations.corpus),
): readonly PatchSigns[] {
  const shingles = observations.matrix.patches.map(({ patch }) => shinglesOf(changeText(patch)))
  return observations.matrix.patches.map(({ patch }, at) => {
    const program = patchLines(patch).filter(({ path }) => isProgram(path))
    const others = shingles.flatMap((other, index) => (index === at ? [] : [other]))
    const own = shingles[at] ?? new Set<string>()
    return {
      ...testSigns(observations, at),
      ...placeSigns(observations, program),
      ...shapeSigns(patch, program),
      ...lineSigns(observations, { program, naturalness }),
      ...probeSigns(observations.probes, at, observations.issue),
      ...callSigns(observations.calls, at),
      alike: mean(others.map((other) => likeness(own, other))),
      agree: agreement(observations, at),
    }
  })
}

function testSigns(observations: Observations, at: number): Pick<PatchSigns, 'faults' | 'fixes'> {
  const fixed = observations.regression?.runs[at]?.comparison.fixed.length ?? 0
  return { faults: Math.log2(1 + faultsOf(observations, at)), fixes: Math.min(1, fixed) }
}

/** How high the issue's words rank what is changed; 0 for the first place, 1 for the end of the list. */
function placeSigns(
  { places }: Observations,
  program: readonly FileLines[],
): Pick<PatchSigns, 'file' | 'symbol'> {
  const fileRank = Math.min(...program.map(({ path }) => rankOf(places.files.indexOf(path))), 1)
  const symbolRank = Math.min(
    ...program.map(({ path, touched }) =>
      rankOf(
        places.symbols.findIndex(
          (symbol) =>
            symbol.path === path &&
            touched.some((line) => line >= symbol.startLine && line <= symbol.endLine),
        ),
      ),
    ),
    1,
  )
  return { file: fileRank, symbol: symbolRank }
}

function rankOf(place: number): number {
  return place < 0 ? 1 : Math.min(1, Math.log2(1 + place) / 8)
}

function shapeSigns(
  patch: string,
  program: readonly FileLines[],
): Pick<PatchSigns, 'size' | 'deleted' | 'files' | 'tests' | 'noProgram' | 'newFiles'> {
  const all = parsePatch(patch)
  const added = program.flatMap(({ hunks }) => hunks.flat().filter((line) => line.added)).length
  const deleted = program.reduce((sum, file) => sum + file.deleted.length, 0)
  return {
    size: Math.log2(1 + added) / 4,
    deleted: Math.log2(1 + deleted) / 4,
    files: Math.log2(Math.max(1, program.length)),
    tests: all.some(({ newPath }) => newPath !== null && isTestPath(newPath)) ? 1 : 0,
    noProgram: program.length === 0 ? 1 : 0,
    newFiles: program.length > 0 && all.some(({ oldPath }) => oldPath === null) ? 1 : 0,
  }
}

function lineSigns(
  { issue }: Observations,
  { program, naturalness }: { readonly program: readonly FileLines[]; readonly naturalness: Naturalness },
): Pick<PatchSigns, 'surprise' | 'peak' | 'words'> {
  const bits = program.flatMap(({ hunks }) =>
    hunks.flatMap((hunk) => {
      const surprise = naturalness.surprise(hunk.map(({ text }) => text))
      return surprise.filter((_, at) => hunk[at]?.added).flat()
    }),
  )
  const names = new Set(
    program.flatMap(({ hunks }) =>
      hunks.flat().flatMap((line) => (line.added ? (line.text.match(/[A-Za-z_]\w{3,}/g) ?? []) : [])),
    ),
  )
  const known = [...names].filter((name) => issue.includes(name)).length
  const peaks = bits.toSorted((a, b) => b - a).slice(0, 3)
  return {
    surprise: bits.length === 0 ? 0 : mean(bits) / 8,
    peak: bits.length === 0 ? 0 : mean(peaks) / 16,
    words: names.size === 0 ? 0 : known / names.size,
  }
}

/** Share of the other patches on which the issue's code came to the same, where it came to something else than before. */
function agreement({ probes }: Observations, at: number): number {
  if (!probes) return 0
  const texts = probes.runs.map((run) =>
    JSON.stringify(run?.records.map(({ kind, text, out }) => [kind, text, out])),
  )
  const base = JSON.stringify(probes.base.records.map(({ kind, text, out }) => [kind, text, out]))
  if (texts[at] === base) return 0
  return mean(texts.flatMap((text, index) => (index === at ? [] : [text === texts[at] ? 1 : 0])))
}

function changeText(patch: string): string {
  return patchLines(patch)
    .filter(({ path }) => isProgram(path))
    .flatMap(({ hunks, deleted }) => [
      ...hunks.flat().flatMap((line) => (line.added ? [line.text] : [])),
      ...deleted,
    ])
    .join('\n')
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
