/** One file of a git diff. A null path stands for /dev/null; modes are git's, null where the diff names none. */
export interface PatchFile {
  readonly oldPath: string | null
  readonly newPath: string | null
  readonly oldMode: number | null
  readonly newMode: number | null
  readonly binary: boolean
  readonly added: number
  readonly deleted: number
}

/**
 * Files of a git diff with how much each changes. Reads headers and counts body lines; it does not check that the
 * diff applies. Format: git-diff(1), "Generating patch text with -p".
 */
export function parsePatch(patch: string): readonly PatchFile[] {
  const files: PatchFile[] = []
  let lines: string[] = []
  const close = (): void => {
    if (lines.length > 0) files.push(parseFile(lines))
  }
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      close()
      lines = [line]
    } else if (lines.length > 0) lines.push(line)
  }
  close()
  return files
}

/** Every path that a patch reads or writes, without repetitions. */
export function pathsOf(patch: string): readonly string[] {
  const paths = parsePatch(patch).flatMap(({ oldPath, newPath }) => [oldPath, newPath])
  return [...new Set(paths.filter((path) => path !== null))]
}

/** One line that says which files a patch changes, and by how much. */
export function summarisePatch(patch: string): string {
  const files = parsePatch(patch)
  const parts = files.map(
    ({ oldPath, newPath, added, deleted }) => `${newPath ?? oldPath ?? '?'} (+${added} -${deleted})`,
  )
  return `changes ${parts.slice(0, 5).join(', ')}${parts.length > 5 ? ` and ${parts.length - 5} more files` : ''}`
}

function parseFile(lines: readonly string[]): PatchFile {
  const bodyAt = lines.findIndex((line) => line.startsWith('@@') || line === 'GIT binary patch')
  const header = bodyAt < 0 ? lines : lines.slice(0, bodyAt)
  const body = bodyAt < 0 ? [] : lines.slice(bodyAt)
  const value = (prefix: string): string | null =>
    header.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? null
  const mode = (prefix: string): number | null => {
    const text = value(prefix)
    return text === null ? null : Number.parseInt(text, 8)
  }
  const same = sameName(lines[0] ?? '')
  const isNew = value('new file mode ') !== null
  const isDeleted = value('deleted file mode ') !== null
  const oldName = value('rename from ') ?? value('copy from ')
  const newName = value('rename to ') ?? value('copy to ')
  return {
    oldPath: isNew ? null : oldName === null ? (sided(value('--- ')) ?? same) : unquote(oldName),
    newPath: isDeleted ? null : newName === null ? (sided(value('+++ ')) ?? same) : unquote(newName),
    oldMode: mode('deleted file mode ') ?? mode('old mode '),
    newMode: mode('new file mode ') ?? mode('new mode '),
    binary: body[0] === 'GIT binary patch' || header.some((line) => line.startsWith('Binary files ')),
    added: body.filter((line) => line.startsWith('+')).length,
    deleted: body.filter((line) => line.startsWith('-')).length,
  }
}

/** `a/x` or `b/x` without its side; null for /dev/null and for a missing header. */
function sided(name: string | null): string | null {
  if (name === null) return null
  const clean = unquote(name.replace(/\t$/, ''))
  return clean === '/dev/null' ? null : clean.slice(2)
}

/** The path of `diff --git a/X b/X`, where both sides are equal. */
function sameName(line: string): string | null {
  const rest = line.slice('diff --git '.length)
  if (rest.startsWith('"')) return sided(/^"(?:[^"\\]|\\.)*"/.exec(rest)?.[0] ?? null)
  const half = (rest.length - 1) / 2
  return rest.slice(2, half) === rest.slice(half + 3) ? rest.slice(2, half) : null
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
}

/** A path as git quotes it (C style, octal bytes); UTF-8 that is not valid comes out with replacement characters. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name
  const bytes: number[] = []
  for (const [, octal, escaped, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8))
    else if (escaped !== undefined) bytes.push(escapes[escaped] ?? escaped.charCodeAt(0))
    else bytes.push(...new TextEncoder().encode(plain))
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
