/** Whether a path is meant by a pattern: a whole path, its last parts, or a glob with `*`, `**` and `?`. */
export function matchesPattern(path: string, pattern: string): boolean {
  const wanted = pattern.trim().replace(/^(?:\.?\/)+/, '')
  if (path === wanted || path.endsWith(`/${wanted}`)) return true
  if (!/[*?]/.test(wanted)) return path.startsWith(`${wanted.replace(/\/+$/, '')}/`)
  return new RegExp(`^(?:.*/)?${toExpression(wanted)}$`).test(path)
}

function toExpression(glob: string): string {
  return glob.replaceAll(/\*\*\/?|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : part.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
  })
}
