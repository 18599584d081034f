/** What upstream's patch reader (unidiff) sees of one file: headers as they are written, null for /dev/null. */
interface PatchHeader {
  source: string | null
  target: string | null
}

/** Source paths of a patch that existed before it: what `git checkout <base>` resets. Quoted names are left out. */
export function resetPaths(patch: string): readonly string[] {
  return readHeaders(patch).flatMap(({ source }) => (source?.startsWith('a/') ? [source.slice(2)] : []))
}

/** One path per file of a patch, the new one of a renamed file. */
export function patchedPaths(patch: string): readonly string[] {
  return readHeaders(patch).flatMap(pathOf)
}

/** Endings of files that are never passed to a test command; upstream's `csv` has no dot. */
const dataEndings = '.json .png csv .txt .md .jpg .jpeg .pkl .yml .yaml .toml'.split(' ')

/** The test files that a Python repository's test command gets as arguments, in the order of the patch. */
export function testDirectives(repo: string, patch: string): readonly string[] {
  if (repo.toLowerCase() === 'swe-bench/humaneval') return ['test.py']
  const paths = [...patch.matchAll(/diff --git a\/[^\n]* b\/([^\n]*)/g)].map(([, path = '']) => path)
  const tests = paths.filter((path) => !dataEndings.some((ending) => path.endsWith(ending)))
  return tests.map((path) => directiveOf(repo, path))
}

/** A test file as the repository's test command wants it named. */
export function directiveOf(repo: string, path: string): string {
  if (repo.toLowerCase() !== 'django/django') return path
  return path
    .replace(/\.py$/, '')
    .replace(/^tests\//, '')
    .replaceAll('/', '.')
}

/** Test files of a patch that are there after it: what SWE-rebench passes to its test command. */
export function changedTestFiles(patch: string): readonly string[] {
  const kept = readHeaders(patch).filter(({ target }) => target !== null)
  return kept.flatMap(pathOf).filter((path) => !dataEndings.some((ending) => path.endsWith(ending)))
}

function pathOf(header: PatchHeader): readonly string[] {
  const path = preferredSide(header)
  if (path === null) return []
  const quoted = path.startsWith('"') && path.endsWith('"')
  const bare = (quoted ? path.slice(1, -1) : path).replace(/^[abciow12]\//, '')
  return [quoted ? `"${bare}"` : bare]
}

function preferredSide({ source, target }: PatchHeader): string | null {
  if (source === null) return target
  const renamed = target !== null && source.slice(2) !== target.slice(2)
  return renamed ? target : source
}

const gitHeaders = [/^diff --git ("?a\/[^\t\n]+"?) ("?b\/[^\t\n]+"?)/, /^diff --git ([^\t\n]+) ([^\t\n]+)/]

/**
 * Reads headers the way unidiff 1.0 does: names come from the `diff --git` line, or from `---` and `+++` where there
 * is none, and hunks are skipped by their counts, so that a removed line that starts with `--` is no header.
 */
function readHeaders(patch: string): readonly PatchHeader[] {
  const headers: PatchHeader[] = []
  const lines = patch.split('\n')
  let current: PatchHeader | null = null
  let inGitHeader = false
  let source: string | null = null
  const add = (header: PatchHeader): PatchHeader => {
    headers.push(header)
    return header
  }
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const git = gitHeaders.map((pattern) => pattern.exec(line)).find((match) => match !== null)
    if (git) {
      current = add({ source: git[1] ?? null, target: git[2] ?? null })
      inGitHeader = true
    } else if (/^new file mode \d+$/.test(line) && current) current.source = null
    else if (/^deleted file mode \d+$/.test(line) && current) current.target = null
    else if (line.startsWith('--- ')) {
      source = nameOf(line)
      if (!inGitHeader) current = null
    } else if (line.startsWith('+++ ')) {
      if (current) continue
      current = add({ source, target: nameOf(line) })
      inGitHeader = false
    } else if (line.startsWith('@@ ')) {
      inGitHeader = false
      at = endOfHunk(lines, at)
    } else if (line.startsWith('Binary files ') || line === 'GIT binary patch') {
      current = null
      inGitHeader = false
    } else if (line !== '' && !line.startsWith('\\') && !inGitHeader) {
      current = null
      inGitHeader = true
    }
  }
  return headers
}

function nameOf(line: string): string | null {
  const name = line.slice(4).split('\t')[0] ?? ''
  return name === '/dev/null' ? null : name
}

/** Index of a hunk's last line, found by the counts of its header. */
function endOfHunk(lines: readonly string[], at: number): number {
  const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[at] ?? '')
  if (!counts) return at
  let before = Number(counts[1] ?? 1)
  let after = Number(counts[2] ?? 1)
  let end = at
  while ((before > 0 || after > 0) && end + 1 < lines.length) {
    end += 1
    const sign = lines[end]?.[0] ?? ' '
    if (sign !== '+' && sign !== '\\') before -= 1
    if (sign !== '-' && sign !== '\\') after -= 1
  }
  return end
}
