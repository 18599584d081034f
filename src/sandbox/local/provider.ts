import { release } from 'node:os'
import { stat } from 'node:fs/promises'
import { CapuchinError, sweepTempDirs, throwIfAborted } from '../../std/index.ts'
import {
  defaultLimits,
  type OpenOptions,
  type Sandbox,
  type SandboxDescription,
  type SandboxProvider,
} from '../sandbox.ts'
import { findControlGroups, sweepControlGroups } from './control-group.ts'
import { openCopy } from './copy.ts'
import { assertNoMounts } from '../mounts.ts'
import { createFingerprint, type Fingerprint } from '../patch/fingerprint.ts'
import { createIgnoreCheck, type IgnoreCheck } from '../patch/ignored.ts'
import { describeLimits, diskBudget } from './limits.ts'
import { prepareHolder, type HolderOptions, type PreparedHolder } from './holder.ts'
import { prepareLauncher, type Launcher } from './link.ts'
import { overlayWorkspace } from './overlay.ts'
import { missingPrograms, sharedPrograms } from './programs.ts'
import { probeConfinement, probeOverlay } from './probe.ts'
import { openLocalSandbox } from './sandbox.ts'
import { createSpare, type Spare } from './spare.ts'
import { findStart, type Start } from './start.ts'
import { openStateFolder, type StateFolder } from './state-folder.ts'
import { createView } from './view.ts'
import type { Workspace } from './workspace.ts'

export interface LocalProviderOptions {
  /** Folder for snapshots and for what open sandboxes keep on disk; made when missing. */
  readonly stateDir: string
  /** Forces the slower workspace. */
  readonly workspace?: 'copy'
  /** Host environment that toolchains are looked for in; nothing else of it goes inside. */
  readonly hostEnv?: Readonly<Record<string, string | undefined>>
}

/** Sandboxes of this machine: namespaces around an overlay (or a copy) of the checkout. */
export function createLocalProvider(options: LocalProviderOptions): SandboxProvider {
  return createHostProvider({ ...options, kind: 'local' })
}

/** Plain bash in a copy of the checkout, with nothing around it: only for those who ask for it by name. */
export function createUnconfinedProvider(options: { readonly stateDir: string }): SandboxProvider {
  return createHostProvider({ ...options, kind: 'none', workspace: 'copy' })
}

interface HostProviderOptions extends LocalProviderOptions {
  readonly kind: 'local' | 'none'
}

/** A provider's settings, and what it found out about the machine. */
interface Host extends HostProviderOptions {
  state(): Promise<StateFolder>
  /** Why commands cannot be run as this provider does; null when they can. */
  confinementFailure(): Promise<string | null>
  /** Why there is no overlay; null when there is. */
  overlayFailure(): Promise<string | null>
  readonly holders: Spare<HolderOptions, PreparedHolder>
  readonly launchers: Spare<null, Launcher>
  readonly ignored: IgnoreCheck
  readonly fingerprint: Fingerprint
  /** Of this provider, not disposed yet. */
  readonly opened: Set<Sandbox>
}

function createHostProvider(options: HostProviderOptions): SandboxProvider {
  const host: Host = {
    ...options,
    state: once(async () => {
      const state = await openStateFolder(options.stateDir)
      const groups = findControlGroups()
      if (groups) await sweepControlGroups(groups)
      await sweepTempDirs()
      return state
    }),
    confinementFailure: once(() =>
      options.kind === 'none' ? Promise.resolve(missingPrograms(sharedPrograms)) : probeConfinement(),
    ),
    overlayFailure: once(() =>
      options.workspace === 'copy' ? Promise.resolve('not asked for') : probeOverlay(),
    ),
    holders: createSpare(prepareHolder),
    launchers: createSpare(prepareLauncher),
    ignored: createIgnoreCheck(),
    fingerprint: createFingerprint(),
    opened: new Set(),
  }
  const open: SandboxProvider['open'] = async (source, openOptions = {}) => {
    throwIfAborted(openOptions.signal)
    await assertConfined(host)
    const state = await host.state()
    const start = await findStart(state, source, openOptions)
    const leaveBase = state.useBase(start.base)
    try {
      return await openAt(host, start, openOptions)
    } finally {
      await leaveBase()
    }
  }
  const disposeAll = async (): Promise<void> => {
    await Promise.all([...host.opened].map((sandbox) => sandbox.dispose()))
    await Promise.all([host.holders[Symbol.asyncDispose](), host.launchers[Symbol.asyncDispose]()])
  }
  return {
    kind: options.kind,
    describe: () => describeHost(host),
    open,
    release: async (snapshot) => (await host.state()).releaseSnapshot(snapshot.location),
    dispose: disposeAll,
    [Symbol.asyncDispose]: disposeAll,
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => (made ??= make())
}

async function describeHost(host: Host): Promise<SandboxDescription> {
  const [unconfined, noOverlay] = await Promise.all([host.confinementFailure(), host.overlayFailure()])
  const workspace =
    noOverlay === null
      ? 'overlay'
      : `copy, slower: every sandbox copies the checkout (no overlay: ${noOverlay})`
  const confined = host.kind === 'local' && unconfined === null
  return {
    kind: host.kind,
    available: unconfined === null,
    detail: unconfined === null ? `workspace: ${workspace}` : `${unconfined}; ${howToMend}`,
    confined,
    limits: describeLimits({
      confined,
      overlay: noOverlay === null,
      groups: findControlGroups(),
      kernel: release(),
    }),
  }
}

const howToMend =
  'install bubblewrap and util-linux and allow user namespaces, or choose --sandbox docker, or --allow-unsandboxed to run without protection'

async function assertConfined(host: Host): Promise<void> {
  const unconfined = await host.confinementFailure()
  if (unconfined === null) return
  throw new CapuchinError('sandbox/unavailable', `no sandbox can be made here: ${unconfined}`, {
    hint: howToMend,
  })
}

async function openAt(host: Host, start: Start, options: OpenOptions): Promise<Sandbox> {
  if (host.kind === 'none') assertNoMounts(options, 'an unconfined sandbox')
  const state = await host.state()
  const limits = { ...defaultLimits, ...options.limits }
  const groups = findControlGroups()
  const owner = await ownerInside(start.base)
  const view = createView({
    root: start.root,
    expose: options.expose ?? [],
    network: options.network ?? false,
    hidePackages: options.hidePackages ?? false,
    hostEnv: host.hostEnv ?? process.env,
  })
  const staged =
    owner.uid === process.getuid?.() ? [] : view.folders.filter((folder) => !folder.startsWith('/usr'))
  const bytes = diskBudget(limits, groups !== null)
  const opening = openWorkspace(host, start, {
    state,
    owner,
    staged,
    bytes,
    diskBytes: limits.diskBytes,
    signal: options.signal,
  })
  const taken =
    start.fingerprint === null
      ? host.fingerprint(start.base, start.hidden, options)
      : Promise.resolve(start.fingerprint)
  taken.catch(() => undefined)
  const workspace = await opening
  const sandbox = await openLocalSandbox({
    kind: host.kind,
    root: workspace.files !== null && host.kind === 'none' ? workspace.files : start.root,
    start,
    workspace,
    limits,
    groups,
    state,
    view,
    staged,
    owner: workspace.holder === null ? callerIdentity() : owner,
    options,
    fingerprint: taken,
    takeFingerprint: host.fingerprint,
    takeLauncher: () => host.launchers.take(null),
    onDispose: (gone) => host.opened.delete(gone),
    reopen: (next, nextOptions) => openAt(host, next, nextOptions),
  })
  host.opened.add(sandbox)
  setImmediate(() => host.launchers.prepare(null))
  return sandbox
}

interface WorkspaceNeeds {
  readonly state: StateFolder
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly staged: readonly string[]
  /** Size of the tmpfs of an overlay. */
  readonly bytes: number
  readonly diskBytes: number
  readonly signal: AbortSignal | undefined
}

async function openWorkspace(host: Host, start: Start, needs: WorkspaceNeeds): Promise<Workspace> {
  const { state, owner, staged, bytes } = needs
  const canOverlay = canBecome(owner.uid) && (await host.overlayFailure()) === null
  const kind = start.archive?.workspace ?? (canOverlay ? 'overlay' : 'copy')
  const archive = start.archive?.path ?? null
  if (kind === 'copy') {
    const folder = await state.newLiveFolder()
    const root = host.kind === 'none' ? {} : { root: start.root }
    return openCopy({
      base: start.base,
      folder,
      hidden: start.hidden,
      bytes: needs.diskBytes,
      archive,
      ignored: host.ignored,
      signal: needs.signal,
      ...root,
    })
  }
  if (!canOverlay) {
    throw new CapuchinError(
      'sandbox/unavailable',
      'this snapshot needs an overlay, which this machine does not allow',
    )
  }
  const options = { lower: start.base, bytes, owner, stagedRoots: staged, hidden: start.hidden }
  const holder = await host.holders.take(options).mount(archive, needs.signal)
  // Once the shell of this one is on its way.
  setImmediate(() => host.holders.prepare(options))
  return overlayWorkspace(holder, { ...options, ignored: host.ignored })
}

/** The inside runs as whoever owns the checkout, so that it may write what its owner may. */
async function ownerInside(base: string): Promise<{ uid: number; gid: number }> {
  const { uid, gid } = await stat(base)
  return { uid, gid }
}

function callerIdentity(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
}

function canBecome(uid: number): boolean {
  const own = process.getuid?.()
  return own === 0 || own === uid
}
