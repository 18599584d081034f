/** Files of the product by what a text calls them. */
export interface PathFinder {
  /** Nodes whose path shares the most parts with the end of a written path, and at least its file name. */
  readonly byPath: (written: string) => readonly PathMatch[]
  /** Nodes of the module that a dotted name begins with: `a.b.C.d` means `a/b.py` or `a/b/__init__.py`. */
  readonly byModule: (dotted: string) => readonly number[]
}

export interface PathMatch {
  readonly node: number
  /** Parts that agree, from the end. */
  readonly parts: number
}

export function createPathFinder(files: readonly string[], isProduct: Uint8Array): PathFinder {
  const byName = new Map<string, number[]>()
  const byStem = new Map<string, number[]>()
  for (const [node, path] of files.entries()) {
    if (isProduct[node] !== 1) continue
    put(byName, path.slice(path.lastIndexOf('/') + 1), node)
    put(byStem, modulePath(path).at(-1) ?? '', node)
  }
  return {
    byPath: (written) => {
      const parts = written.split('/')
      const found = (byName.get(parts.at(-1) ?? '') ?? []).map((node) => ({
        node,
        parts: commonEnd((files[node] ?? '').split('/'), parts),
      }))
      const most = found.reduce((best, { parts }) => Math.max(best, parts), 0)
      return found.filter(({ parts }) => parts === most)
    },
    byModule: (dotted) => {
      const parts = dotted.split('.')
      for (let length = parts.length; length >= 2; length--) {
        const wanted = parts.slice(0, length)
        const found = (byStem.get(wanted.at(-1) ?? '') ?? []).filter(
          (node) => commonEnd(modulePath(files[node] ?? ''), wanted) === length,
        )
        if (found.length > 0) return found
      }
      return []
    },
  }
}

function put(map: Map<string, number[]>, key: string, node: number): void {
  const list = map.get(key)
  if (list) list.push(node)
  else map.set(key, [node])
}

/** Parts of a module's name: without the ending, and without the file that stands for its folder. */
function modulePath(path: string): readonly string[] {
  return path.replace(/(?:\/__init__|\/index|\/mod)?\.[^./]+$/, '').split('/')
}

/** How many parts two paths share, counted from the end. */
function commonEnd(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++
  return length
}
