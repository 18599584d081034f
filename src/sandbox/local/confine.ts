import { join } from 'node:path'
import { stage } from './holder.ts'
import type { View } from './view.ts'

/** Where input files appear inside, read-only. */
export const inputFolder = '/run/capuchin'

export interface Confinement {
  readonly view: View
  readonly root: string
  readonly uid: number
  readonly gid: number
  readonly network: boolean
  readonly env: Readonly<Record<string, string>>
  /** Folders below the root that the sandbox must not see. */
  readonly hidden: readonly string[]
  /** Folders below the root by the further places that they appear at. */
  readonly mounts: Readonly<Record<string, string>>
  /** Source by target, for folders that lie elsewhere in the holder's namespace. */
  readonly staged: ReadonlyMap<string, string>
  /** Where the writable folders come from: the holder's stage, or folders of the host. */
  readonly places: WritablePlaces
}

export type WritablePlaces =
  | { readonly kind: 'stage' }
  | {
      readonly kind: 'host'
      /** The copied checkout. */
      readonly files: string
      /** Holds the folders named in `writableFolders`. */
      readonly folder: string
    }

/**
 * Arguments of bubblewrap: an allow-list of read-only folders, fresh /proc, /dev, /run and /tmp, own namespaces of
 * every kind, no capability and no way to get one.
 */
export function bubblewrapArgs(confinement: Confinement): string[] {
  const { view, root } = confinement
  const writable = writablePlaces(confinement)
  return [
    ...namespaces(confinement),
    '--clearenv',
    ...Object.entries(confinement.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...view.links.flatMap(({ at, to }) => ['--symlink', to, at]),
    ...view.files.flatMap((file) => ['--ro-bind-try', file, file]),
    '--proc', '/proc', '--remount-ro', '/proc',
    '--dev', '/dev',
    ...writable.system,
    '--remount-ro', '/dev',
    ...view.folders.flatMap((folder) => ['--ro-bind', confinement.staged.get(folder) ?? folder, folder]),
    ...view.emptied.flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    ...writable.workspace,
    ...confinement.hidden.flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    '--remount-ro', '/',
    '--chdir', root,
  ] // oxfmt-ignore
}

function namespaces(confinement: Confinement): string[] {
  return [
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    ...(confinement.network ? ['--share-net'] : []),
    '--uid',
    String(confinement.uid),
    '--gid',
    String(confinement.gid),
    '--hostname',
    'capuchin',
    '--cap-drop',
    'ALL',
    '--new-session',
    '--die-with-parent',
  ]
}

function writablePlaces({ view, root, mounts, places }: Confinement) {
  const { folder, files } = places.kind === 'stage' ? { folder: stage, files: join(stage, 'merged') } : places
  const bind = (name: string, target: string): string[] => ['--bind', join(folder, name), target]
  return {
    system: [
      ...bind('shm', '/dev/shm'),
      ...bind('tmp', '/tmp'),
      ...bind('tmp', '/var/tmp'),
      ...bind('run', '/run'),
      '--ro-bind',
      join(folder, 'io'),
      inputFolder,
      ...bind('home', view.home),
    ],
    workspace: [
      '--bind',
      files,
      root,
      ...Object.entries(mounts).flatMap(([at, from]) => ['--bind', join(files, from), at]),
    ],
  }
}
