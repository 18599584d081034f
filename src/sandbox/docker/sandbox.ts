import { randomBytes } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type Docker from 'dockerode'
import { CapuchinError, createTempDir } from '../../std/index.ts'
import { manifestArgs, parseManifest, type Fingerprint } from '../patch/fingerprint.ts'
import { createIgnoreCheck, type IgnoreCheck } from '../patch/ignored.ts'
import { buildPatch } from '../patch/patch.ts'
import { readTar, treeFilesOf } from '../patch/tar.ts'
import { archiveInside, touchedFiles } from '../patch/touched.ts'
import { bytePath, readTreeFile, type TreeFile } from '../patch/tree-file.ts'
import type {
  ExecResult,
  OpenOptions,
  Sandbox,
  SandboxLimits,
  SandboxProvider,
  Snapshot,
} from '../sandbox.ts'
import { quote } from '../shell/quote.ts'
import { createShell, type Shell } from '../shell/shell.ts'
import { createShellFiles, type ShellFiles } from '../shell/shell-sandbox.ts'
import { createContainerHost, removeContainer } from './container.ts'
import { forkRepository, ownLabel, ownLabels } from './sweep.ts'

/** What a container's files are compared with. */
export type DockerBase =
  | { readonly from: 'checkout'; readonly root: string; readonly fingerprint: string }
  | { readonly from: 'image'; readonly image: string; readonly root: string; readonly fingerprint: string }

export interface DockerParts {
  readonly docker: Docker
  readonly container: Docker.Container
  readonly base: DockerBase
  readonly snapshot: Snapshot | null
  readonly limits: SandboxLimits
  readonly hidden: readonly string[]
  readonly options: OpenOptions
  readonly takeFingerprint: Fingerprint
  readonly reopen: SandboxProvider['open']
}

const checkoutEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
}

/** An image that holds its checkout says itself what its programs need: its own variables stay as they are. */
const commonEnv = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
}

/** Paths that a snapshot's sandbox had touched already; kept in its image. */
const touchedFile = '/var/lib/capuchin/touched'

export async function openDockerSandbox(parts: DockerParts): Promise<Sandbox> {
  const { container, base, limits, options, snapshot, hidden } = parts
  const { root } = base
  const shell = createShell(createContainerHost(container, environmentOf(parts)), {
    cwd: snapshot?.cwd ?? root,
  })
  const ignored = createIgnoreCheck()
  const refusals = { memory: 0, processes: 0 }
  const files: ShellFiles = createShellFiles({
    shell,
    root,
    limits,
    whichLimit: () => whichLimit(files, refusals),
  })
  await makeHidden(parts, files)
  const fresh = await manifestInside(parts, files)
  const earlier = snapshot === null ? [] : await readEarlier(files)
  const touched = async (): Promise<{ written: readonly string[]; all: readonly string[] }> => {
    const now = await manifestInside(parts, files)
    const { written, gone } = touchedFiles(fresh, now)
    const isFile = (path: string): boolean => now.get(path)?.startsWith('d') === false
    return {
      written: [...new Set([...written, ...earlier.filter(isFile)])],
      all: [...new Set([...written, ...gone, ...earlier])],
    }
  }
  const dispose = once(() => endContainer(container, shell))
  const save = async (repository: string): Promise<Snapshot> => {
    const env = await files.environment()
    const list = Buffer.from((await touched()).all.join('\0'), 'latin1')
    await files.writeFile(touchedFile, list)
    const id = randomBytes(8).toString('hex')
    const baseImage = base.from === 'image' ? base.image : ''
    await container.commit({
      repo: repository,
      tag: id,
      changes: `LABEL ${ownLabel}.base-image="${baseImage}"`,
    })
    return {
      id,
      kind: 'docker',
      root,
      location: `${repository}:${id}`,
      cwd: shell.cwd(),
      env,
      base: base.fingerprint,
      hidden,
    }
  }
  return {
    kind: 'docker',
    root,
    exec: files.exec,
    readFile: files.readFile,
    writeFile: files.writeFile,
    deleteFile: files.deleteFile,
    diff: async () => dockerDiff(parts, { ...(await touched()), files, ignored }),
    assertBaseUnchanged: () => assertUnchanged(parts),
    checkpoint: () => save('capuchin-snapshot'),
    fork: async () => {
      const taken = await save(forkRepository)
      const { env: _env, ...rest } = options
      // The child's container keeps the image's layers: only its name goes.
      try {
        return await parts.reopen({ from: 'snapshot', snapshot: taken }, rest)
      } finally {
        await parts.docker
          .getImage(taken.location)
          .remove({ force: true })
          .catch(() => undefined)
      }
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

function environmentOf({ base, snapshot, options }: DockerParts): Readonly<Record<string, string>> {
  const given = { ...snapshot?.env, ...options.env }
  return { ...(base.from === 'checkout' ? checkoutEnv : {}), ...commonEnv, ...given }
}

/** Asks the container's own control group, whatever its version, what it has refused since the last time. */
async function whichLimit(
  files: ShellFiles,
  seen: { memory: number; processes: number },
): Promise<ExecResult['limitHit']> {
  const command =
    'cd /sys/fs/cgroup && cat memory/memory.oom_control memory.events; echo; cat pids/pids.events pids.events'
  const { stdout } = await files.internal(`${command}; true`)
  const [memoryText = '', processText = ''] = stdout.toString('latin1').split('\n\n')
  const before = { ...seen }
  seen.memory = Number(/^oom_kill (\d+)$/m.exec(memoryText)?.[1] ?? 0)
  seen.processes = Number(/^max (\d+)$/m.exec(processText)?.[1] ?? 0)
  if (seen.memory > before.memory) return 'memory'
  return seen.processes > before.processes ? 'processes' : null
}

/** Hidden folders appear empty: of what an image holds there nothing is left. */
async function makeHidden({ base, hidden }: DockerParts, files: ShellFiles): Promise<void> {
  if (hidden.length === 0) return
  const folders = hidden.map((path) => quote(join(base.root, path))).join(' ')
  const result = await files.internal(`command rm -rf -- ${folders} && command mkdir -p -- ${folders}`)
  if (result.exitCode === 0) return
  throw new CapuchinError(
    'sandbox/open',
    `cannot hide ${hidden.join(', ')}: ${result.stderr.toString('utf8').trim()}`,
  )
}

async function manifestInside(
  { base: { root }, hidden }: DockerParts,
  files: ShellFiles,
): Promise<Map<string, string>> {
  const args = manifestArgs(hidden, 'with folders')
    .map((argument) => quote(argument))
    .join(' ')
  const result = await files.internal(`cd ${quote(root)} && LC_ALL=C command find ${args}`)
  if (result.exitCode > 1 || (result.exitCode === 1 && result.stdout.byteLength === 0)) {
    const said = result.stderr.toString('utf8').trim().slice(0, 400)
    throw new CapuchinError('sandbox/open', `cannot list ${root} in the container: ${said}`, {
      hint: 'the image needs bash, coreutils, GNU find and GNU tar, and the root must exist in it',
    })
  }
  return parseManifest(result.stdout)
}

async function readEarlier(files: ShellFiles): Promise<string[]> {
  const content = await files.readFile(touchedFile)
  return content === null ? [] : Buffer.from(content).toString('latin1').split('\0').filter(Boolean)
}

interface DiffInput {
  readonly written: readonly string[]
  readonly all: readonly string[]
  readonly files: ShellFiles
  readonly ignored: IgnoreCheck
}

/** Compares with the host's checkout, or with a private copy of what the image holds at these paths. */
async function dockerDiff(parts: DockerParts, input: DiffInput): Promise<string> {
  const { base } = parts
  if (base.from === 'checkout') return patchAgainst(base.root, { ...input, root: base.root })
  await using temp = await createTempDir('capuchin-base-')
  await copyFromImage(parts, { image: base.image, paths: input.all, to: temp.path })
  // What is known of a folder that is gone afterwards need not be kept.
  return await patchAgainst(temp.path, { ...input, root: base.root, ignored: createIgnoreCheck() })
}

async function patchAgainst(
  baseFolder: string,
  input: DiffInput & { readonly root: string },
): Promise<string> {
  const ignored = await input.ignored(baseFolder, input.all)
  const written = input.written.filter((path) => !ignored.has(path))
  const after = treeFilesOf(
    await archiveInside(input.root, written, { inside: input.files.internal, withGit: false }),
  )
  const kept = input.all.filter((path) => !ignored.has(path)).toSorted()
  return buildPatch(
    await Promise.all(
      kept.map(async (path) => ({
        path,
        before: await readTreeFile(baseFolder, path),
        after: after.get(path) ?? null,
      })),
    ),
  )
}

/** Reads files of an image through a container that is never started. */
async function copyFromImage(
  parts: DockerParts,
  request: { readonly image: string; readonly paths: readonly string[]; readonly to: string },
): Promise<void> {
  const { root } = parts.base
  const folders = new Set(request.paths.flatMap((path) => parentsOf(path)))
  const wanted = [
    ...request.paths,
    ...['', ...folders].map((folder) => join(folder, '.gitignore')),
    '.git/index',
    '.git/info/exclude',
  ]
  const container = await parts.docker.createContainer({
    Image: request.image,
    Labels: ownLabels(),
  })
  try {
    for (const path of new Set(wanted)) {
      const file = await readFromContainer(
        container,
        join(root, Buffer.from(path, 'latin1').toString('utf8')),
      )
      if (file !== null) await place(request.to, path, file)
    }
  } finally {
    await removeContainer(container)
  }
}

function parentsOf(path: string): string[] {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.push(folder)
  return folders
}

async function readFromContainer(container: Docker.Container, path: string): Promise<TreeFile | null> {
  const stream = await container.getArchive({ path }).catch(() => null)
  if (stream === null) return null
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  const entries = readTar(Buffer.concat(chunks))
  if (entries[0]?.type === 'directory') return null
  return [...treeFilesOf(Buffer.concat(chunks)).values()][0] ?? null
}

async function place(folder: string, path: string, file: TreeFile): Promise<void> {
  const target = bytePath(folder, path)
  await mkdir(bytePath(folder, dirname(path)), { recursive: true })
  if (file.mode === '120000') await symlink(file.content, target)
  else await writeFile(target, file.content, { mode: file.mode === '100755' ? 0o755 : 0o644 })
}

async function assertUnchanged({ base, hidden, takeFingerprint }: DockerParts): Promise<void> {
  if (base.from === 'image' || (await takeFingerprint(base.root, hidden)) === base.fingerprint) return
  throw new CapuchinError(
    'sandbox/base-changed',
    `files of ${base.root} were changed while a sandbox stood on them`,
    {
      hint: 'leave the checkout alone during a run',
    },
  )
}

async function endContainer(container: Docker.Container, shell: Shell): Promise<void> {
  try {
    await removeContainer(container)
  } finally {
    await shell.stop()
  }
}

/** Done once; what failed may be tried again. */
function once(task: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= task().catch((error: unknown) => {
      done = null
      throw error
    })
    return done
  }
}
