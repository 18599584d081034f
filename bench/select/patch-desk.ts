import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runGit, tryGit } from '../../src/git/index.ts'
import { createTempDir, runProcess } from '../../src/std/index.ts'
import { prepareTaskCheckout } from '../../src/workspace/index.ts'

/** A checkout of the base that patches are laid on, one at a time, to be written anew. */
export interface PatchDesk extends AsyncDisposable {
  /** The same change as git writes it; null where it does not apply or changes nothing. */
  rewrite(patch: string): Promise<RewrittenPatch | null>
  /** Files as they are with the patch, with the lines that it touches. */
  changesOf(patch: string): Promise<readonly ChangedFile[]>
  /** The patch with other content for one of its files. */
  withContent(patch: string, file: Pick<ChangedFile, 'path' | 'text'>): Promise<string>
}

export interface RewrittenPatch {
  readonly patch: string
  /** New files at the top of the repository that nothing imports: scripts and notes of its maker. */
  readonly dropped: readonly string[]
}

export interface ChangedFile {
  readonly path: string
  readonly text: string
  /** Lines that are new or changed, and those on both sides of a deletion; counted from 1. */
  readonly touched: ReadonlySet<number>
}

export async function openPatchDesk(source: string, commit: string): Promise<PatchDesk> {
  const temp = await createTempDir('capuchin-desk-')
  const desk: Desk = { folder: join(temp.path, 'base'), temp: temp.path }
  await prepareTaskCheckout({ source, commit, folder: desk.folder })
  return {
    rewrite: async (patch) => {
      if (!(await lay(desk, patch))) return null
      const dropped = await dropLeftovers(desk)
      const text = await stagedDiff(desk)
      return text === '' ? null : { patch: text, dropped }
    },
    changesOf: async (patch) => {
      await lay(desk, patch)
      const hunks = await stagedDiff(desk, '--unified=0', '--no-renames', '--diff-filter=AM')
      return Promise.all(
        [...touchedLines(hunks)].map(async ([path, touched]) => ({
          path,
          text: await readFile(join(desk.folder, path), 'utf8'),
          touched,
        })),
      )
    },
    withContent: async (patch, { path, text }) => {
      await lay(desk, patch)
      await writeFile(join(desk.folder, path), text)
      await git(desk, 'add', '--', path)
      return stagedDiff(desk)
    },
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  }
}

interface Desk {
  readonly folder: string
  readonly temp: string
}

/** Stages a patch on the base, by the tools that a prediction is applied with. */
async function lay(desk: Desk, patch: string): Promise<boolean> {
  const text = patch.endsWith('\n') ? patch : `${patch}\n`
  await clean(desk)
  const applied = await tryGit(['apply', '--index', '--whitespace=nowarn', '-'], { ...at(desk), stdin: text })
  if (applied.exitCode === 0) return true
  const file = join(desk.temp, 'patch.diff')
  await writeFile(file, text)
  const options = ['--batch', '--forward', '--fuzz=5', '--no-backup-if-mismatch', '-p1', '-i', file]
  const fuzzy = await runProcess('patch', options, { cwd: desk.folder })
  if (fuzzy.exitCode === 0) await git(desk, 'add', '--all')
  else await clean(desk)
  return fuzzy.exitCode === 0
}

async function clean(desk: Desk): Promise<void> {
  await git(desk, 'reset', '--quiet', '--hard')
  await git(desk, 'clean', '-fdxq')
}

async function dropLeftovers(desk: Desk): Promise<readonly string[]> {
  const added = await git(desk, 'diff', '--cached', '--no-renames', '--name-only', '--diff-filter=A', '-z')
  const dropped: string[] = []
  for (const path of added.split('\0')) {
    if (path === '' || path.includes('/') || (await isImported(desk, path))) continue
    await git(desk, 'rm', '--quiet', '--force', '--', path)
    dropped.push(path)
  }
  return dropped
}

async function isImported(desk: Desk, path: string): Promise<boolean> {
  if (!path.endsWith('.py')) return false
  const name = path.slice(0, -'.py'.length).replaceAll(/\W/g, '.')
  const uses = String.raw`^\s*(from\s+${name}\s|import\s.*\b${name}\b)`
  const found = await tryGit(['grep', '--cached', '-qE', uses, '--', '*.py', `:!${path}`], at(desk))
  return found.exitCode === 0
}

function stagedDiff(desk: Desk, ...options: readonly string[]): Promise<string> {
  return git(desk, 'diff', '--cached', '--no-ext-diff', '--binary', '--abbrev=10', ...options, 'HEAD')
}

/** By path, from a diff without context. */
function touchedLines(diff: string): ReadonlyMap<string, ReadonlySet<number>> {
  const files = new Map<string, Set<number>>()
  let touched = new Set<number>()
  for (const line of diff.split('\n')) {
    const path = /^\+\+\+ b\/(.+?)\t?$/.exec(line)?.[1]
    if (path !== undefined) files.set(path, (touched = new Set()))
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
    if (start === undefined) continue
    // A deletion stands after the line that it names.
    const length = count === '0' ? 2 : Number(count)
    for (let index = 0; index < length; index++) touched.add(Number(start) + index)
  }
  return files
}

async function git(desk: Desk, ...args: readonly string[]): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await runGit(args, at(desk)))
}

/** Nobody's own settings change how a diff is written. */
function at({ folder }: Desk) {
  return { cwd: folder, env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } }
}
