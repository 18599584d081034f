import { createWriteStream } from 'node:fs'
import { lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { withTempFolder, type Sandbox } from '../../sandbox/index.ts'
import { CapuchinError, runProcess, shellQuote } from '../../std/index.ts'

const partBytes = 32 * 1024 ** 2

export interface ExportedFolder {
  /** Absolute path inside. */
  readonly from: string
  /** Host folder, made when missing. */
  readonly to: string
}

interface ExportOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Copies a folder out of a sandbox, at most 32 MB of it in memory at a time. The archive comes from inside and is not
 * trusted: tar refuses names that lead out of the target.
 *
 * @throws CapuchinError `workspace/export`.
 */
export async function exportFolder(
  sandbox: Sandbox,
  folder: ExportedFolder,
  options: ExportOptions = {},
): Promise<void> {
  await mkdir(folder.to, { recursive: true })
  await unpack(sandbox, { ...folder, list: 'find . -print0' }, options)
}

/** Writes a file inside whose time `exportChanges` compares with. */
export async function stampNow(sandbox: Sandbox): Promise<string> {
  const stamp = '/tmp/capuchin-stamp'
  await sandbox.exec(`touch ${stamp}`)
  return stamp
}

/**
 * Brings a host folder that a sandbox was opened on to the state that the sandbox has: files that changed since the
 * stamp are replaced, never written through, so that links to them elsewhere keep what they had.
 *
 * @throws CapuchinError `workspace/export`.
 */
export async function exportChanges(
  sandbox: Sandbox,
  folder: ExportedFolder & { readonly stamp: string },
  options: ExportOptions = {},
): Promise<void> {
  const { from, to, stamp } = folder
  const list = `find . \\( -cnewer ${shellQuote(stamp)} -o -type d \\) -print0`
  await unpack(sandbox, { from, to, list }, options)
  await removeGone(to, await pathsInside(sandbox, from, options))
}

async function unpack(
  sandbox: Sandbox,
  { from, to, list }: ExportedFolder & { readonly list: string },
  { signal }: ExportOptions,
): Promise<void> {
  const archive = `${to}.tar`
  try {
    await withTempFolder(sandbox, async (folder) => {
      const names = 'tar --null --no-recursion --verbatim-files-from -T - -cf -'
      const pack = `cd ${shellQuote(from)} && ${list} | ${names} | split -a 4 -d -b ${partBytes} - ${folder}/part-`
      const packed = await sandbox.exec(`( set -o pipefail; ${pack} )`, { signal })
      if (packed.exitCode !== 0) throw exportFailed(from, packed.stderr)
      await writeParts(sandbox, folder, archive)
    })
    const unpacked = await runProcess('tar', ['-C', to, '-xpf', archive], { signal })
    if (unpacked.exitCode !== 0) throw exportFailed(from, Buffer.from(unpacked.stderr).toString('utf8'))
  } finally {
    await rm(archive, { force: true })
  }
}

async function writeParts(sandbox: Sandbox, folder: string, archive: string): Promise<void> {
  const file = createWriteStream(archive)
  try {
    for (let index = 0; ; index++) {
      const part = await sandbox.readFile(`${folder}/part-${String(index).padStart(4, '0')}`)
      if (part === null) return
      await new Promise<void>((resolve, reject) =>
        file.write(part, (error) => (error ? reject(error) : resolve())),
      )
    }
  } finally {
    await new Promise((resolve) => file.end(resolve))
  }
}

async function pathsInside(
  sandbox: Sandbox,
  from: string,
  { signal }: ExportOptions,
): Promise<ReadonlySet<string>> {
  return withTempFolder(sandbox, async (folder) => {
    const listed = await sandbox.exec(
      `find ${shellQuote(from)} -mindepth 1 -printf '%P\\0' > ${folder}/list`,
      {
        signal,
      },
    )
    const bytes = await sandbox.readFile(`${folder}/list`)
    if (listed.exitCode !== 0 || bytes === null) throw exportFailed(from, listed.stderr)
    return new Set(Buffer.from(bytes).toString('latin1').split('\0'))
  })
}

async function removeGone(root: string, kept: ReadonlySet<string>): Promise<void> {
  const names = await readdir(Buffer.from(root), { recursive: false, encoding: 'buffer' })
  const walk = async (folder: string, entries: readonly Buffer[]): Promise<void> => {
    for (const entry of entries) {
      const path = folder === '' ? entry.toString('latin1') : `${folder}/${entry.toString('latin1')}`
      const absolute = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')])
      if (!kept.has(path)) await rm(absolute, { recursive: true, force: true })
      else if ((await lstat(absolute)).isDirectory())
        await walk(path, await readdir(absolute, { encoding: 'buffer' }))
    }
  }
  await walk('', names)
}

function exportFailed(from: string, said: string): CapuchinError {
  return new CapuchinError(
    'workspace/export',
    `cannot copy ${from} out of the sandbox: ${said.trim().slice(-500)}`,
  )
}
