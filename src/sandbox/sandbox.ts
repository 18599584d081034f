/** A command in a sandbox. All limits not given here are those of the sandbox. */
export interface ExecOptions {
  /** Absolute, or relative to the root; for this command only. */
  readonly cwd?: string
  /** Added to the sandbox's environment, for this command only. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Uint8Array
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface ExecResult {
  /** 128 + signal for a killed process; 137 with `timedOut` on a timeout. */
  readonly exitCode: number
  /** UTF-8, replacement characters where it is not; cut in the middle beyond the output limit. */
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  /** Which limit ended or cut the command, when one is known to have. */
  readonly limitHit: 'time' | 'memory' | 'processes' | 'disk' | 'output' | null
  readonly durationMs: number
}

/** An immutable state of a sandbox's files, and its shell's folder and environment. Plain data; survives the process. */
export interface Snapshot {
  readonly id: string
  readonly kind: SandboxKind
  readonly root: string
  /** Where the provider keeps it: a folder for `local`, an image for `docker`. */
  readonly location: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Fingerprint of the base it stands on. */
  readonly base: string
  /** Hidden folders, relative to the root; none when left out. */
  readonly hidden?: readonly string[] | undefined
}

export type SandboxKind = 'local' | 'docker' | 'none' | 'fake'

/**
 * An isolated place that holds one checkout. Commands run one after another in one live shell: `cd` and `export`
 * carry over between them. A command that times out takes its whole process tree with it and the shell is started
 * again where it stood. Everything in it is gone after `dispose`.
 *
 * @throws CapuchinError `sandbox/*` when the sandbox itself breaks; a failing command is a result.
 */
export interface Sandbox extends AsyncDisposable {
  readonly kind: SandboxKind
  /** Absolute path of the checkout inside; for `local` the same as on the host. */
  readonly root: string
  /** `command` is shell text, read by bash. */
  exec(command: string, options?: ExecOptions): Promise<ExecResult>
  /** Null when there is no such file. Relative paths start at the root. */
  readFile(path: string): Promise<Uint8Array | null>
  /** Makes missing folders; keeps the mode of a file that exists. */
  writeFile(path: string, content: string | Uint8Array): Promise<void>
  deleteFile(path: string): Promise<void>
  /** Git diff (with binary parts) of the root against the base it was opened from, ignored files left out. */
  diff(): Promise<string>
  /** Fails with `sandbox/base-changed` when the files under the sandbox were changed from outside since it was opened. */
  assertBaseUnchanged(): Promise<void>
  /** Files only, taken between commands. */
  checkpoint(): Promise<Snapshot>
  /** Checkpoint and open in one: this sandbox and its shell go on untouched. */
  fork(): Promise<Sandbox>
  dispose(): Promise<void>
}

export interface SandboxLimits {
  readonly timeoutMs: number
  readonly memoryBytes: number
  readonly processes: number
  /** Everything written: the workspace, /tmp, /dev, /dev/shm. */
  readonly diskBytes: number
  /** Of one command, each stream. */
  readonly outputBytes: number
}

export const defaultLimits: SandboxLimits = {
  timeoutMs: 30 * 60_000,
  memoryBytes: 4 * 1024 ** 3,
  processes: 512,
  diskBytes: 4 * 1024 ** 3,
  outputBytes: 1024 ** 2,
}

export type SandboxSource =
  | { readonly from: 'checkout'; readonly path: string }
  | { readonly from: 'image'; readonly image: string; readonly root: string }
  | { readonly from: 'snapshot'; readonly snapshot: Snapshot }

export interface OpenOptions {
  readonly limits?: Partial<SandboxLimits>
  /** Off by default. */
  readonly network?: boolean
  /** Further host paths to show read-only at the same place. */
  readonly expose?: readonly string[]
  /** The sandbox's environment, on top of a small fixed one; the host's is never inherited. */
  readonly env?: Readonly<Record<string, string>>
  /**
   * Folders, relative to the root, that appear empty inside and whose content counts neither as the base's nor as
   * changed: where a program keeps its own state. Forks and snapshots keep them hidden.
   */
  readonly hide?: readonly string[]
  /**
   * Folders of the checkout that appear at further places inside: absolute path to folder relative to the root. Only
   * confined local sandboxes can do it.
   */
  readonly mounts?: Readonly<Record<string, string>>
  /**
   * Shows none of the packages that were installed for this machine's own Pythons: one of them may be a later release
   * of the code inside. Confined local sandboxes alone show any.
   */
  readonly hidePackages?: boolean
  /** Copy the checkout first, so that edits to it meanwhile do not matter. */
  readonly freeze?: boolean
  readonly signal?: AbortSignal | undefined
}

/** How each limit is held here, for `doctor` and for a warning before a run. */
export interface LimitEnforcement {
  readonly limit: 'time' | 'memory' | 'processes' | 'disk' | 'output' | 'network'
  /** For example `cgroup v2`, `watchdog`, `rlimit`, `tmpfs`; null when it cannot be held. */
  readonly by: string | null
}

export interface SandboxDescription {
  readonly kind: SandboxKind
  readonly available: boolean
  /** Why not, and what mends it; or how the workspace is made (`overlay`, `copy`). */
  readonly detail: string
  readonly confined: boolean
  readonly limits: readonly LimitEnforcement[]
}

/** Opens sandboxes of one kind and owns what they leave behind. */
export interface SandboxProvider extends AsyncDisposable {
  readonly kind: SandboxKind
  describe(): Promise<SandboxDescription>
  /** @throws CapuchinError `sandbox/unavailable` with what would mend it. */
  open(source: SandboxSource, options?: OpenOptions): Promise<Sandbox>
  /** Frees what a snapshot holds on disk. Sandboxes opened from it go on. */
  release(snapshot: Snapshot): Promise<void>
  dispose(): Promise<void>
}
