import { randomBytes } from 'node:crypto'
import { CapuchinError, ownedPrefix } from '../std/index.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Gives a new folder under the sandbox's `/tmp` for as long as the work lasts. Its name is its own: without
 * confinement `/tmp` is the host's, and other sandboxes work in it too.
 *
 * @throws CapuchinError `sandbox/no-temp-folder`.
 */
export async function withTempFolder<T>(
  sandbox: Pick<Sandbox, 'exec'>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = `/tmp/${ownedPrefix('capuchin-')}${randomBytes(8).toString('hex')}`
  const made = await sandbox.exec(`mkdir -m 700 ${folder}`)
  if (made.exitCode !== 0) {
    throw new CapuchinError('sandbox/no-temp-folder', `no folder can be made in /tmp: ${made.stderr.trim()}`)
  }
  try {
    return await work(folder)
  } finally {
    // A sandbox that is already gone took the folder with it.
    await sandbox.exec(`rm -rf ${folder}`).catch(() => undefined)
  }
}
