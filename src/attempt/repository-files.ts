import { refuseSpelling, type FileContent, type Files, type PathFacts } from '../edit/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { quote } from '../test-runner/index.ts'

/** The files at the given paths that exist. Modes are nominal: a sandbox keeps those of files it overwrites. */
export async function readFiles(sandbox: Sandbox, paths: readonly string[]): Promise<Files> {
  const files = new Map<string, FileContent>()
  for (const path of new Set(paths)) {
    if (refuseSpelling(path) !== null) continue
    const bytes = await sandbox.readFile(path)
    if (bytes !== null) files.set(path, { bytes, mode: 0o644 })
  }
  return files
}

/** Looks up links and ignored files among the paths and the folders they lie in, in one command. */
export async function readPathFacts(sandbox: Sandbox, paths: readonly string[]): Promise<PathFacts> {
  const safe = [...new Set(paths)].filter((path) => refuseSpelling(path) === null)
  if (safe.length === 0) return { isSymlink: () => false, isIgnored: () => false }
  const parts = new Set(
    safe.flatMap((path) => path.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'))),
  )
  const links = `for part in ${[...parts].map(quote).join(' ')}; do if [ -L "$part" ]; then printf 'link\\t%s\\n' "$part"; fi; done`
  // One by one: git refuses a whole list for one path that goes through a link.
  const ignored = `for path in ${safe.map(quote).join(' ')}; do if git check-ignore -q -- "$path" 2>/dev/null; then printf 'ignored\\t%s\\n' "$path"; fi; done`
  const { stdout } = await sandbox.exec(`(${links}; ${ignored})`, { cwd: sandbox.root, timeoutMs: 60_000 })
  const found = new Set(stdout.split('\n'))
  return {
    isSymlink: (path) => found.has(`link\t${path}`),
    isIgnored: (path) => found.has(`ignored\t${path}`),
  }
}
