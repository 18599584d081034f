import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createTempDir, messageOf, runProcess } from '../../std/index.ts'
import { prepareHolder } from './holder.ts'
import { confiningPrograms, missingPrograms, overlayPrograms } from './programs.ts'
import { toolEnv } from '../patch/tools.ts'

/** Why commands cannot be confined here, or null when they can. */
export async function probeConfinement(): Promise<string | null> {
  const missing = missingPrograms(confiningPrograms)
  if (missing !== null) return missing
  const flags = [
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    '--cap-drop',
    'ALL',
    '--die-with-parent',
  ]
  const view = ['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev']
  try {
    const result = await runProcess('bwrap', [...flags, ...view, 'true'], { env: toolEnv, timeoutMs: 10_000 })
    if (result.exitCode === 0) return null
    return Buffer.from(result.stderr).toString('utf8').trim() || `bwrap ended with ${result.exitCode}`
  } catch (error) {
    return messageOf(error)
  }
}

/** Why no overlay can be mounted here, or null when one can. */
export async function probeOverlay(): Promise<string | null> {
  const missing = missingPrograms(overlayPrograms)
  if (missing !== null) return missing
  await using temp = await createTempDir('capuchin-probe-')
  const lower = join(temp.path, 'lower')
  await mkdir(lower)
  try {
    const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
    await using holder = prepareHolder({
      lower,
      bytes: 1 << 20,
      owner,
      stagedRoots: [],
      hidden: [],
    })
    await holder.mount(null)
    return null
  } catch (error) {
    return messageOf(error)
  }
}
