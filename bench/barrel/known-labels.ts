import type { PoolRow } from '../select/pool-row.ts'

/** Whether a patch is right, by what it changes; null where nobody labelled that change. */
export type LabelOf = (instanceId: string, patch: string) => boolean | null

/**
 * Labels of patches that git wrote anew, for patches as their makers wrote them: the same lines leave and enter the same
 * files, apart from new files beside the code that were dropped before labelling.
 */
export function knownLabels(rows: readonly PoolRow[]): LabelOf {
  const byId = new Map(
    rows.map(({ instanceId, candidates }) => [
      instanceId,
      candidates.map(({ patch, dropped, resolved }) => ({
        changes: changesOf(patch, []),
        dropped,
        resolved,
      })),
    ]),
  )
  return (instanceId, patch) =>
    byId.get(instanceId)?.find(({ changes, dropped }) => changesOf(patch, dropped) === changes)?.resolved ??
    null
}

/** Lines that leave and enter, sorted, by file; equal for two ways to write one change. */
function changesOf(patch: string, dropped: readonly string[]): string {
  const byFile = new Map<string, string[]>()
  const lines = patch.split('\n')
  let file = ''
  for (const [at, line] of lines.entries()) {
    const isHeader =
      (line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ')) ||
      (line.startsWith('+++ ') && lines[at - 1]?.startsWith('--- '))
    if (isHeader) {
      const name = line.slice(4).replace(/\t.*$/, '')
      if (name !== '/dev/null') file = name.slice(2)
    } else if (/^[+-]/.test(line)) {
      const known = byFile.get(file) ?? []
      known.push(line.trimEnd())
      byFile.set(file, known)
    }
  }
  return [...byFile]
    .filter(([name]) => !dropped.includes(name))
    .map(([name, changed]) => `${name}\n${changed.toSorted().join('\n')}`)
    .toSorted()
    .join('\n\n')
}
