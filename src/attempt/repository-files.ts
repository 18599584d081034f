import { refuseSpelling, type FileContent, type Files, type PathFacts } from '../edit/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { quote } from '../test-runner/index.ts'

/** The files at the given paths that exist. Of modes only whether they can be run is looked up: git knows no more. */
export async function readFiles(sandbox: Sandbox, paths: readonly string[]): Promise<Files> {
  const contents = new Map<string, Uint8Array>()
  for (const path of new Set(paths)) {
    if (refuseSpelling(path) !== null) continue
    const bytes = await sandbox.readFile(path)
    if (bytes !== null) contents.set(path, bytes)
  }
  const executable = await findExecutable(sandbox, [...contents.keys()])
  return new Map(
    [...contents].map(([path, bytes]) => [path, { bytes, mode: executable.has(path) ? 0o755 : 0o644 }]),
  )
}

async function findExecutable(sandbox: Sandbox, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set()
  const command = `for path in ${paths.map(quote).join(' ')}; do if [ -x "$path" ]; then printf '%s\\n' "$path"; fi; done`
  const { stdout } = await sandbox.exec(`(${command})`, { cwd: sandbox.root, timeoutMs: 60_000 })
  return new Set(stdout.split('\n'))
}

/** Lays files into a sandbox; null deletes one. A file that stays keeps its mode, a new one can be run if it is to. */
export async function writeFiles(
  sandbox: Sandbox,
  files: ReadonlyMap<string, FileContent | null>,
): Promise<void> {
  for (const [path, file] of files)
    await (file === null ? sandbox.deleteFile(path) : sandbox.writeFile(path, file.bytes))
  const executable = [...files].flatMap(([path, file]) => (file && file.mode & 0o100 ? [path] : []))
  if (executable.length === 0) return
  await sandbox.exec(`(chmod +x ${executable.map(quote).join(' ')})`, {
    cwd: sandbox.root,
    timeoutMs: 60_000,
  })
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
