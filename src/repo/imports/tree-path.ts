/** Null when the dots lead out of the tree. */
export function joinPath(folder: string, path: string): string | null {
  const parts = folder.split('/').filter((part) => part !== '')
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** Of two folders the deeper one first; else by name, so that the order is always the same. */
export function byDepth(a: { readonly folder: string }, b: { readonly folder: string }): number {
  const depth = ({ folder }: { readonly folder: string }): number =>
    folder === '' ? 0 : folder.split('/').length
  return depth(b) - depth(a) || (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0)
}
