import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import { abortReason, CapuchinError, hashJson, sha256 } from '../../std/index.ts'
import { isHidden, normalizeHidden } from '../hidden.ts'
import { createIgnoreCheck, type IgnoreCheck } from '../patch/ignored.ts'
import { buildPatch } from '../patch/patch.ts'
import { listTreeFiles, readTreeFile, type TreeFile } from '../patch/tree-file.ts'
import type {
  ExecOptions,
  ExecResult,
  OpenOptions,
  Sandbox,
  SandboxProvider,
  SandboxSource,
  Snapshot,
} from '../sandbox.ts'

/** Files of a fake sandbox by path relative to its root. A handler may change them. */
export type FakeFiles = Map<string, Uint8Array>

export interface FakeCall {
  readonly command: string
  readonly files: FakeFiles
  readonly options: ExecOptions
}

/** Answers a command; what it leaves out is success with no output. */
export type FakeExec = (call: FakeCall) => Partial<ExecResult> | Promise<Partial<ExecResult>>

export interface FakeProviderOptions {
  readonly exec?: FakeExec
  /** Where checkouts seem to lie inside; their own path when left out. */
  readonly root?: string
  /** Files of every checkout and image, read from nowhere; the checkout's own are read when left out. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
}

/** Sandboxes in memory: a file map and a handler that plays the shell. Nothing is run. */
export function createFakeProvider(options: FakeProviderOptions = {}): SandboxProvider {
  const snapshots = new Map<string, FakeState>()
  const ignored = createIgnoreCheck()
  const open = async (source: SandboxSource, openOptions: OpenOptions = {}): Promise<Sandbox> => {
    if (openOptions.signal?.aborted) throw abortReason(openOptions.signal)
    const hidden = normalizeHidden(openOptions.hide ?? [])
    const state = withoutHidden(await stateOf(source, { options, snapshots }), hidden)
    return createFakeSandbox(
      { ...state, env: { ...state.env, ...openOptions.env } },
      { options, snapshots, ignored, open },
    )
  }
  const dispose = (): Promise<void> => Promise.resolve(snapshots.clear())
  return {
    kind: 'fake',
    describe: () =>
      Promise.resolve({
        kind: 'fake',
        available: true,
        detail: 'workspace: in memory; commands are played by a handler',
        confined: true,
        limits: (['time', 'memory', 'processes', 'disk', 'output', 'network'] as const).map((limit) => ({
          limit,
          by: null,
        })),
      }),
    open,
    release: (snapshot) => Promise.resolve(void snapshots.delete(snapshot.id)),
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

interface FakeState {
  readonly root: string
  /** Folder of the host that the files were read from; null when they were given. */
  readonly source: string | null
  readonly base: FakeFiles
  readonly files: FakeFiles
  readonly modes: ReadonlyMap<string, TreeFile['mode']>
  readonly env: Readonly<Record<string, string>>
  readonly hidden: readonly string[]
}

function withoutHidden(state: FakeState, asked: readonly string[]): FakeState {
  const hidden = normalizeHidden([...state.hidden, ...asked])
  const visible = (files: FakeFiles): FakeFiles =>
    new Map([...files].filter(([path]) => !isHidden(path, hidden)))
  return { ...state, base: visible(state.base), files: visible(state.files), hidden }
}

interface FakeContext {
  readonly options: FakeProviderOptions
  readonly snapshots: Map<string, FakeState>
}

async function stateOf(source: SandboxSource, { options, snapshots }: FakeContext): Promise<FakeState> {
  if (source.from === 'snapshot') {
    const kept = snapshots.get(source.snapshot.id)
    if (kept === undefined)
      throw new CapuchinError('sandbox/no-snapshot', `no snapshot ${source.snapshot.id}`)
    return { ...kept, files: new Map(kept.files) }
  }
  const path = source.from === 'checkout' ? source.path : source.root
  const fromDisk = options.files === undefined && source.from === 'checkout' ? path : null
  const modes = new Map<string, TreeFile['mode']>()
  const base: FakeFiles = new Map()
  for (const [name, content] of Object.entries(options.files ?? {})) base.set(name, Buffer.from(content))
  for (const name of fromDisk === null ? [] : await listTreeFiles(fromDisk, '')) {
    const file = await readTreeFile(fromDisk ?? '', name)
    if (file === null) continue
    const key = Buffer.from(name, 'latin1').toString('utf8')
    base.set(key, file.content)
    modes.set(key, file.mode)
  }
  return {
    root: options.root ?? path,
    source: fromDisk,
    base,
    files: new Map(base),
    modes,
    env: {},
    hidden: [],
  }
}

interface FakeSandboxContext extends FakeContext {
  readonly ignored: IgnoreCheck
  open(source: SandboxSource, options?: OpenOptions): Promise<Sandbox>
}

function createFakeSandbox(state: FakeState, context: FakeSandboxContext): Sandbox {
  let disposed = false
  const { root, files } = state
  const relative = (path: string): string => posix.relative(root, posix.resolve(root, path))
  const alive = (): void => {
    if (disposed) throw new CapuchinError('sandbox/disposed', 'the sandbox has been disposed')
  }
  const dispose = (): Promise<void> => Promise.resolve(void (disposed = true))
  const checkpoint = async (): Promise<Snapshot> => {
    alive()
    const id = randomBytes(8).toString('hex')
    context.snapshots.set(id, { ...state, files: new Map(files) })
    return {
      id,
      kind: 'fake',
      root,
      location: id,
      cwd: root,
      env: state.env,
      base: fingerprintOf(state.base),
      hidden: state.hidden,
    }
  }
  return {
    kind: 'fake',
    root,
    exec: async (command, options = {}) => {
      alive()
      if (command.includes('\0')) throw new CapuchinError('sandbox/bad-input', 'a command holds a NUL byte')
      if (options.signal?.aborted) throw abortReason(options.signal)
      const answer = await context.options.exec?.({ command, files, options })
      return { ...emptyResult, ...answer }
    },
    readFile: async (path) => (alive(), files.get(relative(path)) ?? null),
    writeFile: async (path, content) => (alive(), void files.set(relative(path), Buffer.from(content))),
    deleteFile: async (path) => (alive(), void files.delete(relative(path))),
    diff: () => fakeDiff(state, context.ignored),
    assertBaseUnchanged: () => assertUnchanged(state),
    checkpoint,
    fork: async () => {
      const snapshot = await checkpoint()
      try {
        return await context.open({ from: 'snapshot', snapshot })
      } finally {
        context.snapshots.delete(snapshot.id)
      }
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

const emptyResult: ExecResult = {
  exitCode: 0,
  stdout: '',
  stderr: '',
  timedOut: false,
  limitHit: null,
  durationMs: 0,
}

async function fakeDiff(
  { base, files, modes, source, hidden }: FakeState,
  findIgnored: IgnoreCheck,
): Promise<string> {
  const paths = [...new Set([...base.keys(), ...files.keys()])].filter(
    (path) => base.get(path) !== files.get(path) && !isHidden(path, hidden),
  )
  const named = paths.map((path) => ({ path: Buffer.from(path).toString('latin1'), name: path }))
  const ignored =
    source === null
      ? new Set()
      : await findIgnored(
          source,
          named.map(({ path }) => path),
        )
  const treeFile = (from: FakeFiles, name: string): TreeFile | null => {
    const content = from.get(name)
    return content === undefined ? null : { mode: modes.get(name) ?? '100644', content: Buffer.from(content) }
  }
  const changes = named
    .filter(({ path }) => !ignored.has(path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, name }) => ({ path, before: treeFile(base, name), after: treeFile(files, name) }))
  return buildPatch(changes)
}

async function assertUnchanged({ source, base }: FakeState): Promise<void> {
  if (source === null) return
  for (const [name, content] of base) {
    const now = await readTreeFile(source, Buffer.from(name).toString('latin1'))
    if (now?.content.equals(content) !== true) {
      throw new CapuchinError('sandbox/base-changed', `${name} was changed while a sandbox stood on it`)
    }
  }
}

function fingerprintOf(files: FakeFiles): string {
  const entries = [...files].map(([path, bytes]) => [path, sha256(bytes)] as const)
  return hashJson(Object.fromEntries(entries))
}
