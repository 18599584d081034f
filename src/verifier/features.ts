import { parsePatch, type PatchFile } from '../domain/index.ts'
import { groupBy } from '../std/index.ts'
import type { CandidateRow } from './candidate-row.ts'

/** Numbers by name; a name that is not there is not known. */
export type FeatureVector = Readonly<Record<string, number>>

/**
 * Features of the candidates of one instance, in their order: of each patch by itself, of its tests and attempt, and of
 * how it stands among the others.
 */
export function featuresOf(candidates: readonly CandidateRow[]): readonly FeatureVector[] {
  const texts = candidates.map(({ patch }) => changedText(patch))
  const alike = groupBy(texts, (text) => text)
  const files = candidates.map(({ patch }) => parsePatch(patch))
  const sizes = files.map(sizeOf)
  const meanSize = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length)
  const others = candidates.length - 1
  return candidates.map((row, at) => {
    const copies = (alike.get(texts[at] ?? '')?.length ?? 1) - 1
    return {
      ...patchFeatures(row.patch, files[at] ?? []),
      relativeSize: (sizes[at] ?? 0) - meanSize,
      agreement: others === 0 ? 0 : copies / others,
      ...testFeatures(row),
      ...Object.fromEntries(Object.entries(row.signals).map(([name, value]) => [`signal:${name}`, value])),
    }
  })
}

function patchFeatures(patch: string, files: readonly PatchFile[]): FeatureVector {
  const paths = files.map(({ newPath, oldPath }) => newPath ?? oldPath ?? '')
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const deleted = files.reduce((sum, file) => sum + file.deleted, 0)
  return {
    empty: files.length === 0 ? 1 : 0,
    added: log(added),
    deleted: log(deleted),
    files: log(files.length),
    hunks: log(patch.match(/^@@ /gm)?.length ?? 0),
    newFiles: log(files.filter(({ oldPath }) => oldPath === null).length),
    tests: paths.some((path) => /(?:^|[/_])tests?(?:[/_.]|$)/i.test(path)) ? 1 : 0,
  }
}

function testFeatures({ tests, votes, attempt }: CandidateRow): FeatureVector {
  return {
    ...(tests === null
      ? {}
      : { broken: log(tests.broken), fixed: log(tests.fixed), stillPassing: log(tests.stillPassing) }),
    ...(votes === null || votes.of === 0 ? {} : { votes: votes.passed / votes.of }),
    ...(attempt === null
      ? {}
      : {
          calls: log(attempt.calls),
          outputTokens: log(attempt.outputTokens),
          finished: attempt.finished ? 1 : 0,
        }),
  }
}

/** Added and taken lines without layout: equal for patches that say the same. */
function changedText(patch: string): string {
  return patch
    .split('\n')
    .filter((line) => /^[+-](?![+-]{2} )/.test(line))
    .map((line) => line.replaceAll(/\s+/g, ''))
    .join('\n')
}

function sizeOf(files: readonly PatchFile[]): number {
  return log(files.reduce((sum, { added, deleted }) => sum + added + deleted, 0))
}

function log(count: number): number {
  return Math.log2(1 + count)
}
