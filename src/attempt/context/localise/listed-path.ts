/**
 * The known path that a model means: as it stands, or without quotes, `./`, backslashes, a line number or a remark
 * behind it. Null when it means none of them.
 */
export function toListedPath(text: string, known: ReadonlySet<string>): string | null {
  const bare = text.trim()
  const unquoted = bare.replaceAll(/^["'`*<([]+|["'`*>)\],;]+$/g, '')
  const first = /^\S+/.exec(unquoted)?.[0] ?? ''
  for (const spelling of [bare, unquoted, first, first.replaceAll(/["'`*>)\],;:]+$/g, '')]) {
    const slashes = spelling.replaceAll('\\', '/')
    for (const path of [spelling, slashes, slashes.replace(/^(?:\.?\/)+/, '')]) {
      if (known.has(path)) return path
      const unnumbered = path.replace(/:\d+(?:[:-]\d+)?$/, '')
      if (known.has(unnumbered)) return unnumbered
    }
  }
  return null
}
