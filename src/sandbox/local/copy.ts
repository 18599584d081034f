import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CapuchinError } from '../../std/index.ts'
import { ignoredPaths } from '../patch/ignored.ts'
import { bytePath, readTreeFile } from '../patch/tree-file.ts'
import { quote } from '../shell/quote.ts'
import type { ShellFiles } from '../shell/shell-sandbox.ts'
import { manifest } from './fingerprint.ts'
import { treeFilesOf } from './overlay.ts'
import { runTool } from './tools.ts'
import type { Workspace } from './workspace.ts'

export interface CopyOptions {
  readonly base: string
  /** A new folder of ours for everything this workspace keeps on disk. */
  readonly folder: string
  readonly hidden: readonly string[]
  /** Archive of an earlier copy's changes to begin with. */
  readonly archive: string | null
  /** Path of the files as the sandbox sees them; the host's own when left out. */
  readonly root?: string
}

/** A full copy of a checkout, for machines that allow no overlay. Shares blocks where the file system can. */
export async function openCopy(options: CopyOptions): Promise<Workspace> {
  const { base, folder, hidden } = options
  const files = join(folder, 'files')
  const inputs = join(folder, 'io')
  await Promise.all([mkdir(files, { recursive: true }), mkdir(inputs, { recursive: true })])
  await copyTree(base, files, hidden)
  const fresh = await manifest(files)
  if (options.archive !== null) await restore(files, options.archive)
  const root = options.root ?? files
  return {
    holder: null,
    files,
    inputs,
    freeBytes: () => Promise.resolve(null),
    changes: async (inside) => {
      const touched = await touchedPaths(files, fresh)
      const all = [...touched.written, ...touched.gone]
      const ignored = await ignoredPaths(base, all)
      const written = touched.written.filter((path) => !ignored.has(path))
      const after = treeFilesOf(await archiveInside(root, written, inside))
      const kept = all.filter((path) => !ignored.has(path)).toSorted()
      return Promise.all(
        kept.map(async (path) => ({
          path,
          before: await readTreeFile(base, path),
          after: after.get(path) ?? null,
        })),
      )
    },
    save: async (archive, inside) => {
      const touched = await touchedPaths(files, fresh, { withGit: true })
      await writeFile(archive, await archiveInside(root, touched.written, inside))
      await writeFile(
        `${archive}.gone`,
        Buffer.from(touched.gone.map((path) => `${path}\0`).join(''), 'latin1'),
      )
    },
    [Symbol.asyncDispose]: () => removeTree(folder),
  }
}

/** Copies a folder's files with modes, times and links, sharing blocks where possible. */
export async function copyTree(from: string, to: string, hidden: readonly string[]): Promise<void> {
  const skip = hidden.flatMap((path) => ['!', '-path', `./${path}`])
  const copy = ['-exec', 'cp', '-a', '--reflink=auto', '-t', to, '--', '{}', '+']
  await runTool(['find', '.', '-mindepth', '1', '-maxdepth', '1', ...skip, ...copy], {
    code: 'sandbox/copy',
    cwd: from,
  })
}

/** Removes a folder whose content may have been made unwritable. */
export async function removeTree(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch {
    await runTool(['chmod', '-R', 'u+rwX', folder], { code: 'sandbox/clean', accept: [0, 1] })
    await rm(folder, { recursive: true, force: true })
  }
}

async function touchedPaths(files: string, fresh: ReadonlyMap<string, string>, options = { withGit: false }) {
  const now = await manifest(files)
  const written = [...now.keys()].filter((path) => now.get(path) !== fresh.get(path))
  const gone = [...fresh.keys()].filter((path) => !now.has(path))
  return { written: options.withGit ? [...written, '.git'] : written, gone }
}

/** Reads files through the sandbox's own shell: nothing that the inside does to its paths can lead the host astray. */
async function archiveInside(
  root: string,
  paths: readonly string[],
  inside: ShellFiles['internal'],
): Promise<Buffer> {
  if (paths.length === 0) return Buffer.alloc(0)
  const list = paths.map((path) => `./${path}\0`).join('')
  const flags =
    '--null --verbatim-files-from --format=gnu --hard-dereference --ignore-failed-read --numeric-owner'
  const result = await inside(`command tar -C ${quote(root)} ${flags} -cf - --files-from=-`, {
    stdin: Buffer.from(list, 'latin1'),
  })
  if (result.exitCode <= 1 && !result.cut) return result.stdout
  const said = result.stderr.toString('utf8').trim().slice(0, 400)
  throw new CapuchinError(
    'sandbox/diff',
    `cannot read the changed files: ${said || `tar ended with ${result.exitCode}`}`,
  )
}

async function restore(files: string, archive: string): Promise<void> {
  const gone = (await readFile(`${archive}.gone`)).toString('latin1').split('\0').filter(Boolean)
  for (const path of gone) await rm(bytePath(files, path), { recursive: true, force: true })
  if ((await readFile(archive)).byteLength === 0) return
  await runTool(['tar', '-C', files, '--recursive-unlink', '-xpf', archive], { code: 'sandbox/open' })
}
