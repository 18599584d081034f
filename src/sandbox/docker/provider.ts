import { spawn } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type Docker from 'dockerode'
import { CapuchinError, messageOf, throwIfAborted } from '../../std/index.ts'
import { findToolchainRoots } from '../local/toolchain-roots.ts'
import { normalizeHidden } from '../hidden.ts'
import { toolEnv } from '../patch/tools.ts'
import { fingerprint } from '../patch/fingerprint.ts'
import {
  defaultLimits,
  type OpenOptions,
  type Sandbox,
  type SandboxDescription,
  type SandboxProvider,
  type SandboxSource,
  type Snapshot,
} from '../sandbox.ts'
import { ownLabel, removeContainer, startContainer } from './container.ts'
import { openDockerSandbox, type DockerBase } from './sandbox.ts'

export interface DockerProviderOptions {
  /** Image that checkouts are put into. It needs bash, coreutils, GNU find and tar. */
  readonly image?: string
  /** Socket of the engine; DOCKER_HOST or the usual socket when left out. */
  readonly socketPath?: string
}

interface Host {
  readonly engine: () => Promise<Docker>
  readonly image: string | null
  readonly open: SandboxProvider['open']
}

/** Sandboxes that are containers of an engine, driven through its API. */
export function createDockerProvider(options: DockerProviderOptions = {}): SandboxProvider {
  const opened = new Set<Sandbox>()
  let engine: Promise<Docker> | null = null
  const host: Host = {
    engine: () => (engine ??= connect(options)),
    image: options.image ?? null,
    open: async (source, openOptions = {}) => {
      const sandbox = await openContainer(host, source, openOptions)
      opened.add(sandbox)
      return sandbox
    },
  }
  const dispose = async (): Promise<void> => {
    await Promise.all([...opened].map((sandbox) => sandbox.dispose()))
    opened.clear()
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

/** Loaded when first needed: the library takes a tenth of a second. */
async function connect(options: DockerProviderOptions): Promise<Docker> {
  const { default: Engine } = await import('dockerode')
  const docker = new Engine(options.socketPath === undefined ? undefined : { socketPath: options.socketPath })
  try {
    await docker.ping()
    return docker
  } catch (cause) {
    throw new CapuchinError('sandbox/unavailable', `no container engine answers: ${messageOf(cause)}`, {
      cause,
      hint: 'start Docker or set DOCKER_HOST, or choose --sandbox local',
    })
  }
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
  const docker = await host.engine()
  const limits = { ...defaultLimits, ...options.limits }
  const earlier = source.from === 'snapshot' ? (source.snapshot.hidden ?? []) : []
  const hidden = normalizeHidden([...earlier, ...(options.hide ?? [])])
  const { image, base, snapshot } = await findBase({ docker, host, hidden }, source)
  const container = await startContainer(docker, { image, limits, network: options.network ?? false })
  try {
    if (snapshot === null && base.from === 'checkout')
      await upload(container, base.root, { expose: options.expose ?? [], hidden })
    return await openDockerSandbox({
      docker,
      container,
      base,
      snapshot,
      limits,
      hidden,
      options,
      reopen: host.open,
    })
  } catch (error) {
    await removeContainer(container)
    throw error
  }
}

interface Found {
  readonly image: string
  readonly base: DockerBase
  readonly snapshot: Snapshot | null
}

async function findBase(
  {
    docker,
    host,
    hidden,
  }: { readonly docker: Docker; readonly host: Host; readonly hidden: readonly string[] },
  source: SandboxSource,
): Promise<Found> {
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
    const { Id } = await docker.getImage(source.image).inspect()
    const base: DockerBase = { from: 'image', image: source.image, root: source.root, fingerprint: Id }
    return { image: source.image, base, snapshot: null }
  }
  if (host.image === null) {
    throw new CapuchinError('sandbox/unavailable', 'no image to put the checkout into', {
      hint: 'name one that has the tools the checkout needs',
    })
  }
  const root = await realpath(source.path)
  return {
    image: host.image,
    base: { from: 'checkout', root, fingerprint: await fingerprint(root, hidden) },
    snapshot: null,
  }
}

/** Streams a checkout, and the git folders and packages that it points to, into the same places of a container. */
async function upload(
  container: Docker.Container,
  root: string,
  { expose, hidden }: { readonly expose: readonly string[]; readonly hidden: readonly string[] },
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
  await container.putArchive(tar.stdout, { path: '/' })
}
