import { parsePatch } from '../domain/index.ts'

/** What an attempt hands in of all that it changed. */
export interface Harvest {
  readonly patch: string
  readonly dropped: readonly { readonly path: string; readonly reason: string }[]
}

/** A diff without what no reader of patches can judge: binary files, and what lies in a repository's own folder. */
export function harvestPatch(diff: string): Harvest {
  const kept: string[] = []
  const dropped: Harvest['dropped'][number][] = []
  for (const part of diff.split(/^(?=diff --git )/m)) {
    const [file] = parsePatch(part)
    if (file === undefined) continue
    const path = file.newPath ?? file.oldPath ?? ''
    const reason = reasonToDrop(path, file.binary)
    if (reason === null) kept.push(part)
    else dropped.push({ path, reason })
  }
  return { patch: kept.join(''), dropped }
}

function reasonToDrop(path: string, binary: boolean): string | null {
  if (path.split('/').includes('.git')) return 'lies in a .git folder'
  return binary ? 'binary' : null
}
