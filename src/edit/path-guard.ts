/** What a guard needs to know of the place that is written to. Paths are relative, with forward slashes. */
export interface PathFacts {
  /** True for a link at exactly this path, whatever it points to. */
  isSymlink(path: string): boolean
  isIgnored(path: string): boolean
}

/** Why `path` must not be written, judged by its spelling alone; null when it may. */
export function refuseSpelling(path: string): string | null {
  if (path === '' || path.endsWith('/')) return 'names no file'
  if (/^(?:[/~\\]|[A-Za-z]:)/.test(path)) return 'is not relative to the repository'
  if (path.includes('\\')) return 'has a backslash'
  // Control characters are what it looks for.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/.test(path))
    return 'has an invisible character'
  const segments = path.split('/')
  if (segments.includes('..')) return 'leaves the repository'
  if (segments.some((segment) => segment === '' || segment === '.')) return 'is not in its shortest form'
  if (segments.some(isGitFolder)) return 'lies in git’s own folder'
  return null
}

/** Why `path` must not be written, judged by its spelling and by what stands there; null when it may. */
export function refusePath(path: string, facts: PathFacts): string | null {
  const spelling = refuseSpelling(path)
  if (spelling !== null) return spelling
  const segments = path.split('/')
  const link = segments
    .map((_, index) => segments.slice(0, index + 1).join('/'))
    .find((part) => facts.isSymlink(part))
  if (link !== undefined)
    return link === path ? 'is a symbolic link' : `goes through the symbolic link ${link}`
  return facts.isIgnored(path) ? 'is ignored by git' : null
}

/** `.git` in every spelling that some file system takes for it. */
function isGitFolder(segment: string): boolean {
  const name = segment
    .replace(/[. ]+$/, '')
    .replace(/:.*$/, '')
    .toLowerCase()
  return name === '.git' || /^git~\d+$/.test(name)
}
