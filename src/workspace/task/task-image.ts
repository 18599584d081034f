import { spawn } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { CapuchinError, createTempDir, hashJson, throwIfAborted } from '../../std/index.ts'
import { hostPathsFor } from './host-programs.ts'
import { taskMounts } from './task-environment.ts'
import type { TaskFolder } from './task-folder.ts'

/** Counted up when the same folder would be packed into another image. */
const packingVersion = 2

/** A name that says what an image was packed from: equal names mean equal contents, as long as the machine is one. */
export function taskImageName(instanceId: string, task: TaskFolder): string {
  const key = hashJson({ v: packingVersion, task: task.fingerprint, packages: [...task.packages] })
  return `capuchin-task/${instanceId.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '-')}:${key.slice(0, 16)}`
}

/**
 * Packs a task's folder as the root of an image, with what of this machine it needs to run: a shell and its programs,
 * git, the Python it was made with, their libraries, certificates and time zones. The checkout lies at `/testbed`, the
 * environment at `/opt/miniconda3`. `use` reads the archive to its end.
 *
 * @throws CapuchinError `workspace/pack`.
 */
export async function packTaskImage<T>(
  task: TaskFolder,
  use: (archive: Readable) => Promise<T>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<T> {
  throwIfAborted(signal)
  await using temp = await createTempDir('capuchin-image-')
  const paths = await hostPathsFor(task.python, join(task.path, taskMounts['/opt/miniconda3']), { signal })
  await layRoot(join(temp.path, 'root'))
  await writeFile(join(temp.path, 'list'), [...paths].map((path) => `${path.slice(1)}\0`).join(''))
  const tar = spawn('tar', tarArguments(task, temp.path), { stdio: ['ignore', 'pipe', 'pipe'], signal })
  let said = ''
  tar.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2000)))
  const ended = new Promise<number>((resolve) => {
    tar.on('error', (error) => ((said += error.message), resolve(127)))
    tar.on('close', (code) => resolve(code ?? 128))
  })
  try {
    const result = await use(tar.stdout)
    const code = await ended
    if (code === 0) return result
    throw new CapuchinError('workspace/pack', `cannot pack ${task.path} as an image: ${said.trim()}`)
  } finally {
    tar.kill()
    await ended
    throwIfAborted(signal)
  }
}

/** Each part under its name in the image; where links lead is not touched. */
function tarArguments(task: TaskFolder, temp: string): string[] {
  const moved = [
    ...Object.entries(taskMounts).map(([inside, folder]) => [join(task.path, folder), inside] as const),
    [join(temp, 'root'), '/.'] as const,
  ]
  const renames = moved.map(([from, to]) => `s#^${patternOf(from.slice(1))}\\(/\\|$\\)#${to.slice(1)}\\1#`)
  return [
    '--directory=/',
    '--create',
    '--file=-',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--null',
    `--files-from=${join(temp, 'list')}`,
    `--transform=flags=rhS;${renames.join(';')}`,
    ...moved.map(([from]) => from.slice(1)),
  ]
}

function patternOf(text: string): string {
  return text.replaceAll(/[#\\.*[\]^$]/g, String.raw`\$&`)
}

/** What every root has, and users that name nobody of this machine; `nonroot` is for tests that refuse root. */
async function layRoot(root: string): Promise<void> {
  const folders = ['dev', 'etc', 'home/nonroot', 'mnt', 'opt', 'proc', 'root', 'run', 'srv', 'sys', 'var/lib']
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true })
  for (const folder of ['tmp', 'var/tmp']) {
    await mkdir(join(root, folder), { recursive: true })
    await chmod(join(root, folder), 0o1777)
  }
  const users = ['root:x:0:0:root:/root:/bin/bash', 'nobody:x:65534:65534:nobody:/nonexistent:/bin/false']
  const nonroot = 'nonroot:x:1000:1000::/home/nonroot:/bin/bash'
  await writeFile(join(root, 'etc/passwd'), `${[...users, nonroot].join('\n')}\n`)
  const shadow = ['root', 'nobody', 'nonroot'].map((name) => `${name}:*:19000:0:99999:7:::`)
  await writeFile(join(root, 'etc/shadow'), `${shadow.join('\n')}\n`, { mode: 0o600 })
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\nnonroot:x:1000:\n')
}
