import { mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { normalizeHidden } from '../hidden.ts'
import type { OpenOptions, SandboxSource, Snapshot } from '../sandbox.ts'
import { copyTree, removeTree } from './copy.ts'
import { archiveName, frozenName, type SnapshotMeta, type StateFolder } from './state-folder.ts'
import { isInside } from './toolchain-roots.ts'

/** What a sandbox begins with: checkouts, frozen checkouts and snapshots brought to one form. */
export interface Start {
  /** Path of the checkout inside. */
  readonly root: string
  /** Host folder it stands on: the checkout itself, or a frozen copy. */
  readonly base: string
  /** Folders below the base, relative, that appear empty inside: those asked for, and where this program keeps its own state. */
  readonly hidden: readonly string[]
  /** Fingerprint the base must have; null when it is to be taken now. */
  readonly fingerprint: string | null
  /** Archive of changes to begin with, and the kind of workspace that wrote it. */
  readonly archive: { readonly path: string; readonly workspace: SnapshotMeta['workspace'] } | null
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export async function findStart(
  state: StateFolder,
  source: SandboxSource,
  options: OpenOptions,
): Promise<Start> {
  if (source.from === 'snapshot') return fromSnapshot(state, source.snapshot, options)
  if (source.from === 'image') {
    throw new CapuchinError(
      'sandbox/unsupported',
      'a local sandbox opens checkouts and snapshots, not images',
      {
        hint: 'choose --sandbox docker',
      },
    )
  }
  const root = await findFolder(source.path)
  const hidden = normalizeHidden([...hiddenFolders(root, state.path), ...(options.hide ?? [])])
  const common = { root, fingerprint: null, archive: null, cwd: root, env: options.env ?? {} }
  if (options.freeze !== true) return { ...common, base: root, hidden }
  const base = join(await state.newLiveFolder(), frozenName)
  try {
    await mkdir(base)
    await copyTree({ from: root, to: base }, hidden, options)
  } catch (error) {
    await removeTree(dirname(base))
    throw error
  }
  return { ...common, base, hidden }
}

async function fromSnapshot(state: StateFolder, snapshot: Snapshot, options: OpenOptions): Promise<Start> {
  const meta = await state.readMeta(snapshot.location)
  return {
    root: snapshot.root,
    base: await findFolder(meta.base),
    hidden: normalizeHidden([
      ...hiddenFolders(meta.base, state.path),
      ...(snapshot.hidden ?? []),
      ...(options.hide ?? []),
    ]),
    fingerprint: snapshot.base,
    archive: { path: join(snapshot.location, archiveName), workspace: meta.workspace },
    cwd: snapshot.cwd,
    env: { ...snapshot.env, ...options.env },
  }
}

async function findFolder(path: string): Promise<string> {
  try {
    const real = await realpath(path)
    if ((await stat(real)).isDirectory()) return real
  } catch (cause) {
    throw new CapuchinError('sandbox/no-checkout', `cannot open ${path}: ${messageOf(cause)}`, { cause })
  }
  throw new CapuchinError('sandbox/no-checkout', `cannot open ${path}: it is not a folder`)
}

function hiddenFolders(base: string, stateDir: string): string[] {
  if (!isInside(stateDir, base) || stateDir === base) return []
  return [relative(base, stateDir).split(sep)[0] ?? '']
}
