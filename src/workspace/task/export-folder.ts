import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { CapuchinError, runProcess, shellQuote } from '../../std/index.ts'
import { withTempFolder, type Sandbox } from '../../sandbox/index.ts'

const partBytes = 32 * 1024 ** 2

/**
 * Copies a folder out of a sandbox, at most 32 MB of it in memory at a time. The archive comes from inside and is not
 * trusted: tar refuses names that lead out of the target.
 *
 * @throws CapuchinError `workspace/export`.
 */
export async function exportFolder(
  sandbox: Sandbox,
  { from, to }: { readonly from: string; readonly to: string },
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const archive = `${to}.tar`
  try {
    await withTempFolder(sandbox, async (folder) => {
      const pack = `tar -C ${shellQuote(from)} -cf - . | split -a 4 -d -b ${partBytes} - ${shellQuote(folder)}/part-`
      const packed = await sandbox.exec(`set -o pipefail; ${pack}`, { signal })
      if (packed.exitCode !== 0) throw exportFailed(from, packed.stderr)
      await writeParts(sandbox, folder, archive)
    })
    await mkdir(to, { recursive: true })
    const unpacked = await runProcess('tar', ['-C', to, '-xf', archive], { signal })
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

function exportFailed(from: string, said: string): CapuchinError {
  return new CapuchinError(
    'workspace/export',
    `cannot copy ${from} out of the sandbox: ${said.trim().slice(-500)}`,
  )
}
