import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type Docker from 'dockerode'
import { CapuchinError, hasCode, messageOf, throwIfAborted } from '../../std/index.ts'
import { findToolchainRoots } from '../local/toolchain-roots.ts'
import { assertNoMounts } from '../mounts.ts'
import { normalizeHidden } from '../hidden.ts'
import { toolEnv } from '../patch/tools.ts'
import { createFingerprint, type Fingerprint } from '../patch/fingerprint.ts'
import {
  defaultLimits,
  type OpenOptions,
  type Sandbox,
  type SandboxDescription,
  type SandboxProvider,
  type SandboxSource,
  type Snapshot,
} from '../sandbox.ts'
import { noImage, removeContainer, startContainer, type Privileges } from './container.ts'
import { connectEngine, engineError, statusOf, type EngineOptions } from './engine.ts'
import { openDockerSandbox, type DockerBase } from './sandbox.ts'
import { frozenRepository, ownLabel, ownLabels, removeTag, sweepEngine } from './sweep.ts'

export interface DockerProviderOptions extends EngineOptions {
  /** Image that checkouts are put into. It needs bash, coreutils, GNU find and tar. */
  readonly image?: string
  /** What root may do in containers; nothing by default. */
  readonly privileges?: Privileges
}

interface Host {
  readonly engine: () => Promise<Docker>
  readonly image: string | null
  readonly privileges: Privileges
  readonly open: SandboxProvider['open']
  readonly fingerprint: Fingerprint
  /** Names of images that hold frozen checkouts; they go with the provider. */
  readonly frozen: Set<string>
}

/** Sandboxes that are containers of an engine, driven through its API. */
export function createDockerProvider(options: DockerProviderOptions = {}): SandboxProvider {
  const opened = new Set<Sandbox>()
  let engine: Promise<Docker> | null = null
  const host: Host = {
    engine: () => {
      // One that did not answer may do so the next time.
      engine ??= connect(options).catch((error: unknown) => {
        engine = null
        throw error
      })
      return engine
    },
    image: options.image ?? null,
    privileges: options.privileges ?? 'none',
    frozen: new Set(),
    fingerprint: createFingerprint(),
    open: async (source, openOptions = {}) => {
      const sandbox = await openContainer(host, source, openOptions)
      opened.add(sandbox)
      return sandbox
    },
  }
  const dispose = async (): Promise<void> => {
    const ended = await Promise.allSettled([...opened].map((sandbox) => sandbox.dispose()))
    opened.clear()
    const failed = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
    // What an engine holds that has gone is swept at the first start after it has come back.
    const [broken] = failed.filter((error) => !hasCode(error, 'sandbox/unavailable'))
    if (broken !== undefined) throw broken
    if (failed.length > 0 || host.frozen.size === 0) return
    const docker = await host.engine()
    await Promise.all([...host.frozen].map((tag) => removeTag(docker, tag)))
    host.frozen.clear()
  }
  return {
    kind: 'docker',
    describe: () => describeEngine(host),
    open: host.open,
    release: async (snapshot) => {
      const docker = await host.engine()
      await docker.getImage(snapshot.location).remove({ force: true })
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

async function connect(options: EngineOptions): Promise<Docker> {
  const docker = await connectEngine(options)
  await sweepEngine(docker).catch((cause: unknown) => {
    throw engineError(cause, 'remove what killed programs left in the container engine')
  })
  return docker
}

async function describeEngine(host: Host): Promise<SandboxDescription> {
  const failure = await host.engine().then(
    () => null,
    (error: unknown) => messageOf(error),
  )
  return {
    kind: 'docker',
    available: failure === null,
    detail: failure ?? 'workspace: a copy of the checkout in a container',
    confined: true,
    limits: [
      { limit: 'time', by: 'kill of all processes in the container' },
      { limit: 'memory', by: 'container engine' },
      { limit: 'processes', by: 'container engine' },
      // Most storage drivers cannot size a container's layer: single files are limited, their sum is not.
      { limit: 'disk', by: null },
      { limit: 'output', by: 'bounded reader' },
      { limit: 'network', by: 'container engine' },
    ],
  }
}

async function openContainer(host: Host, source: SandboxSource, options: OpenOptions): Promise<Sandbox> {
  throwIfAborted(options.signal)
  assertNoMounts(options, 'a container')
  const docker = await host.engine()
  const limits = { ...defaultLimits, ...options.limits }
  const earlier = source.from === 'snapshot' ? (source.snapshot.hidden ?? []) : []
  const hidden = normalizeHidden([...earlier, ...(options.hide ?? [])])
  const { image, base, snapshot } = await findBase({ docker, host, hidden }, source)
  const container = await startContainer(docker, {
    image,
    limits,
    network: options.network ?? false,
    labels: ownLabels(),
    privileges: host.privileges,
  })
  try {
    throwIfAborted(options.signal)
    if (snapshot === null && base.from === 'checkout')
      await upload(container, base.root, { expose: options.expose ?? [], hidden, signal: options.signal })
    throwIfAborted(options.signal)
    const stood =
      options.freeze === true && base.from === 'checkout' && snapshot === null
        ? await freeze(host, container, base.root)
        : base
    return await openDockerSandbox({
      docker,
      container,
      base: stood,
      snapshot,
      limits,
      hidden,
      options,
      takeFingerprint: host.fingerprint,
      reopen: host.open,
    })
  } catch (error) {
    await removeContainer(container).catch(() => undefined)
    throw error
  }
}

/** Keeps the copied checkout as an image that diffs are made against, so that the host's may change. */
async function freeze(host: Host, container: Docker.Container, root: string): Promise<DockerBase> {
  const tag = randomBytes(8).toString('hex')
  await container.commit({ repo: frozenRepository, tag })
  const name = `${frozenRepository}:${tag}`
  host.frozen.add(name)
  const { Id } = await (await host.engine()).getImage(name).inspect()
  return { from: 'image', image: Id, root, fingerprint: Id }
}

interface Found {
  readonly image: string
  readonly base: DockerBase
  readonly snapshot: Snapshot | null
}

interface Search {
  readonly docker: Docker
  readonly host: Host
  readonly hidden: readonly string[]
}

async function findBase({ docker, host, hidden }: Search, source: SandboxSource): Promise<Found> {
  if (source.from === 'snapshot') {
    const { snapshot } = source
    const info = await docker
      .getImage(snapshot.location)
      .inspect()
      .catch((cause: unknown) => {
        throw new CapuchinError('sandbox/no-snapshot', `no snapshot image ${snapshot.location}`, { cause })
      })
    const baseImage = info.Config.Labels?.[`${ownLabel}.base-image`] ?? ''
    const common = { root: snapshot.root, fingerprint: snapshot.base }
    const base: DockerBase =
      baseImage === '' ? { from: 'checkout', ...common } : { from: 'image', image: baseImage, ...common }
    return { image: snapshot.location, base, snapshot }
  }
  if (source.from === 'image') {
    const { Id } = await docker
      .getImage(source.image)
      .inspect()
      .catch((cause: unknown) => {
        if (statusOf(cause) !== 404) throw engineError(cause, `look for the image ${source.image}`)
        throw noImage(source.image, cause)
      })
    const base: DockerBase = { from: 'image', image: source.image, root: source.root, fingerprint: Id }
    return { image: source.image, base, snapshot: null }
  }
  if (host.image === null) {
    throw new CapuchinError('sandbox/no-image', 'no container image to put the checkout into', {
      hint: "name one with --image NAME: it needs bash, git, GNU find and tar, and the project's own tools",
    })
  }
  const root = await realpath(source.path)
  return {
    image: host.image,
    base: { from: 'checkout', root, fingerprint: await host.fingerprint(root, hidden) },
    snapshot: null,
  }
}

interface UploadOptions {
  readonly expose: readonly string[]
  readonly hidden: readonly string[]
  readonly signal: AbortSignal | undefined
}

/** Streams a checkout, and the git folders and packages that it points to, into the same places of a container. */
async function upload(
  container: Docker.Container,
  root: string,
  { expose, hidden, signal }: UploadOptions,
): Promise<void> {
  const pointed = findToolchainRoots({ checkout: root, home: '/nonexistent', env: {}, expose })
  const folders = [root, ...pointed].map((folder) => relative('/', folder))
  const ownership = ['--owner=0', '--group=0', '--numeric-owner']
  const exclude = [
    '--anchored',
    '--no-wildcards',
    ...hidden.map((path) => `--exclude=${relative('/', join(root, path))}`),
  ]
  const tar = spawn('tar', ['-C', '/', ...ownership, ...exclude, '-cf', '-', '--', ...folders], {
    env: toolEnv,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const failed = new Promise<never>((_resolve, reject) => tar.on('error', reject))
  failed.catch(() => undefined)
  const abort = signal === undefined ? {} : { abortSignal: signal }
  try {
    await Promise.race([container.putArchive(tar.stdout, { path: '/', ...abort }), failed])
  } catch (cause) {
    throwIfAborted(signal)
    throw new CapuchinError('sandbox/open', `cannot copy ${root} into a container: ${messageOf(cause)}`, {
      cause,
    })
  } finally {
    tar.kill('SIGKILL')
  }
}
