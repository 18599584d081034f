import { rm, writeFile } from 'node:fs/promises'
import { release } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { CapuchinError, throwIfAborted } from '../../std/index.ts'
import { buildPatch } from '../patch/patch.ts'
import type { OpenOptions, Sandbox, SandboxLimits, Snapshot } from '../sandbox.ts'
import { createShell, type ShellHost } from '../shell/shell.ts'
import { createShellFiles } from '../shell/shell-sandbox.ts'
import { bubblewrapArgs, inputFolder } from './confine.ts'
import {
  createControlGroup,
  type ControlGroup,
  type ControlGroups,
  type RefusalCounts,
} from './control-group.ts'
import { removeTree } from './copy.ts'
import type { Fingerprint } from '../patch/fingerprint.ts'
import { stage } from './holder.ts'
import { forkCeiling, resourceLimits } from './limits.ts'
import type { Launcher, LinkOptions, LocalLink } from './link.ts'
import { markVariable } from './marked-processes.ts'
import { cwdHere, cwdOfCheckout, envHere, envOfCheckout, type MovedRoot } from './moved-root.ts'
import type { Start } from './start.ts'
import { archiveName, newId, type StateFolder } from './state-folder.ts'
import { plainBash } from '../patch/tools.ts'
import type { View } from './view.ts'
import { startWatchdog } from './watchdog.ts'
import type { Workspace } from './workspace.ts'

export interface LocalSandboxParts {
  readonly kind: 'local' | 'none'
  readonly root: string
  readonly start: Start
  readonly workspace: Workspace
  readonly limits: SandboxLimits
  readonly groups: ControlGroups | null
  readonly state: StateFolder
  readonly view: View
  /** Folders of the view that the holder shows under its stage, in this order. */
  readonly staged: readonly string[]
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly options: OpenOptions
  /** Of the base, when it was opened. */
  readonly fingerprint: Promise<string>
  readonly takeFingerprint: Fingerprint
  readonly takeLauncher: () => Launcher
  readonly onDispose: (sandbox: Sandbox) => void
  /** Opens another of the same provider. */
  readonly reopen: (start: Start, options: OpenOptions) => Promise<Sandbox>
}

/** Puts a sandbox around a workspace. Owns the workspace from here on, also when this fails. */
export async function openLocalSandbox(parts: LocalSandboxParts): Promise<Sandbox> {
  const { workspace, root, limits } = parts
  const enforcement = await enforceOrClose(parts)
  const shell = createShell(createHost(parts, enforcement), {
    cwd: cwdHere(movedRoot(parts), parts.start.cwd),
  })
  let made: Sandbox | null = null
  const leaveBase = parts.state.useBase(parts.start.base)
  const dispose = once(async () => {
    await shell.stop()
    await enforcement.end()
    await workspace[Symbol.asyncDispose]()
    await leaveBase()
    if (made !== null) parts.onDispose(made)
  })
  const files = createShellFiles({ shell, root, limits, whichLimit: () => enforcement.takeHit() })
  let base: string
  try {
    ;[base] = await Promise.all([parts.fingerprint, shell.warm()])
    throwIfAborted(parts.options.signal)
  } catch (error) {
    await dispose()
    throw error
  }
  const save = async (path: string) => {
    const env = envOfCheckout(movedRoot(parts), await files.environment())
    await workspace.save(join(path, archiveName), files.internal)
    return { env, cwd: cwdOfCheckout(movedRoot(parts), shell.cwd()) }
  }
  const workspaceKind = workspace.holder === null ? 'copy' : 'overlay'
  const checkpoint = async (): Promise<Snapshot> => {
    const path = await parts.state.newSnapshotFolder()
    const left = await save(path)
    const { root, hidden } = parts.start
    await parts.state.writeMeta(path, { version: 1, workspace: workspaceKind, base: parts.start.base, root })
    return { id: basename(path), kind: parts.kind, root, location: path, ...left, base, hidden }
  }
  const fork = async (): Promise<Sandbox> => {
    const path = await parts.state.newLiveFolder()
    try {
      const left = await save(path)
      const archive = { path: join(path, archiveName), workspace: workspaceKind } as const
      return await parts.reopen(
        { ...parts.start, ...left, archive, fingerprint: base },
        { ...parts.options, signal: undefined },
      )
    } finally {
      await removeTree(path)
    }
  }
  made = {
    kind: parts.kind,
    root,
    exec: files.exec,
    readFile: files.readFile,
    writeFile: files.writeFile,
    deleteFile: files.deleteFile,
    diff: async () => buildPatch(await workspace.changes(files.internal)),
    assertBaseUnchanged: () => assertUnchanged(parts, base),
    checkpoint,
    fork,
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
  return made
}

async function assertUnchanged(
  { start, takeFingerprint }: LocalSandboxParts,
  expected: string,
): Promise<void> {
  if ((await takeFingerprint(start.base, start.hidden)) === expected) return
  throw new CapuchinError(
    'sandbox/base-changed',
    `files of ${start.base} were changed while a sandbox stood on them`,
    {
      hint: 'leave the checkout alone during a run, or open the sandbox with freeze',
    },
  )
}

function movedRoot({ kind, root, start, workspace }: LocalSandboxParts): MovedRoot {
  return { checkout: start.root, here: root, folder: kind === 'none' ? dirname(workspace.inputs) : null }
}

interface Enforcement {
  readonly groupFiles: readonly string[]
  watch(link: LocalLink): void
  takeHit(): Promise<'memory' | 'processes' | 'disk' | null>
  end(): Promise<void>
}

async function enforceOrClose(parts: LocalSandboxParts): Promise<Enforcement> {
  try {
    throwIfAborted(parts.options.signal)
    return startEnforcement(parts)
  } catch (error) {
    await parts.workspace[Symbol.asyncDispose]()
    throw error
  }
}

function startEnforcement(parts: LocalSandboxParts): Enforcement {
  const group: ControlGroup | null = parts.groups && createControlGroup(parts.groups, newId(), parts.limits)
  let seen: RefusalCounts = group?.refusals() ?? { memory: 0, processes: 0 }
  let link: LocalLink | null = null
  const watchdog = startWatchdog(parts.limits, {
    rootPid: () => link?.rootPid() ?? null,
    end: () => link?.kill(),
    counted: group !== null,
    freeBytes: parts.workspace.holder === null ? parts.workspace.freeBytes : null,
  })
  return {
    groupFiles: group?.joinFiles ?? [],
    watch: (next) => {
      link = next
      void next.exited.catch(() => undefined).then(() => (link = link === next ? null : link))
    },
    takeHit: async () => {
      const before = seen
      seen = group?.refusals() ?? seen
      if (seen.memory > before.memory) return 'memory'
      if (seen.processes > before.processes) return 'processes'
      const hit = watchdog.takeHit()
      if (hit !== null) return hit
      const free = await parts.workspace.freeBytes().catch(() => null)
      return free !== null && free < 64 * 1024 ? 'disk' : null
    },
    end: async () => {
      watchdog.stop()
      await group?.[Symbol.asyncDispose]()
    },
  }
}

function createHost(parts: LocalSandboxParts, enforcement: Enforcement): ShellHost {
  const { workspace } = parts
  const seenInputs = parts.kind === 'none' ? workspace.inputs : inputFolder
  return {
    start: async () => {
      const link = parts.takeLauncher().launch(linkOptions(parts, enforcement))
      enforcement.watch(link)
      if (parts.kind === 'local') {
        link.write(forkCeiling(parts.limits, { groups: parts.groups, kernel: release() }))
      }
      return link
    },
    putInput: async (bytes) => {
      const name = newId()
      const file = join(workspace.inputs, name)
      await writeFile(file, bytes)
      return { path: join(seenInputs, name), remove: () => rm(file, { force: true }) }
    },
  }
}

function linkOptions(parts: LocalSandboxParts, enforcement: Enforcement): LinkOptions {
  const env = { ...parts.view.env, ...envHere(movedRoot(parts), parts.start.env) }
  const common = {
    groupFiles: enforcement.groupFiles,
    limits: resourceLimits(parts.limits, { sizedDisk: parts.workspace.holder !== null }),
  }
  if (parts.kind === 'none') {
    const folder = dirname(parts.workspace.inputs)
    // The folder's name, so that a later sweep of the folder finds what still runs in it.
    const mark = basename(folder)
    const own = { HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp'), [markVariable]: mark }
    const variables = Object.entries({ ...env, ...own }).map(([name, value]) => `${name}=${value}`)
    const command = ['env', '-i', ...variables, ...plainBash]
    return { ...common, reportsChild: false, mark, command, cwd: parts.root }
  }
  const { holder } = parts.workspace
  const userArgs = holder?.inUserNamespace === true ? ['--user', '--preserve-credentials'] : []
  const enter =
    holder === null ? [] : ['nsenter', '--target', String(holder.pid), ...userArgs, '--mount', '--']
  const confined = bubblewrapArgs({
    view: parts.view,
    root: parts.root,
    ...parts.owner,
    network: parts.options.network ?? false,
    env,
    hidden: parts.start.hidden.map((path) => join(parts.root, path)),
    mounts: parts.options.mounts ?? {},
    staged: new Map(
      (holder === null ? [] : parts.staged).map((folder, index) => [folder, `${stage}/roots/${index}`]),
    ),
    places:
      holder === null
        ? { kind: 'host', files: parts.workspace.files ?? '', folder: dirname(parts.workspace.inputs) }
        : { kind: 'stage' },
  })
  return {
    ...common,
    reportsChild: true,
    command: [...enter, ...becomeOwner(parts), 'bwrap', '--info-fd', '3', ...confined, '--', ...plainBash],
  }
}

/** As root, the inside runs as the owner of the checkout. */
function becomeOwner(parts: LocalSandboxParts): string[] {
  const { uid, gid } = parts.owner
  if (uid === process.getuid?.()) return []
  return ['setpriv', '--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--']
}

function once(task: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= task())
}
