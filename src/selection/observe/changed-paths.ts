import { parsePatch } from '../../domain/index.ts'
import type { PooledPatch } from '../pool.ts'

/** Files that patches change, those that most of them change first. */
export function changedPaths(patches: readonly PooledPatch[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { patch } of patches)
    for (const { oldPath } of parsePatch(patch))
      if (oldPath !== null) counts.set(oldPath, (counts.get(oldPath) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([path]) => path)
}
