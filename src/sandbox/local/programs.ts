import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { toolEnv } from '../patch/tools.ts'

/** Host programs that sandboxes are made with, and the Debian package of each. */
const packages: Readonly<Record<string, string>> = {
  bash: 'bash',
  bwrap: 'bubblewrap',
  du: 'coreutils',
  find: 'findutils',
  git: 'git',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  tar: 'tar',
  unshare: 'util-linux',
}

/** Every way to make a sandbox. */
export const sharedPrograms = ['bash', 'find', 'tar', 'git', 'du']
export const confiningPrograms = [...sharedPrograms, 'bwrap', 'setpriv']
export const overlayPrograms = ['unshare', 'nsenter']

/** Which of these are not installed, and the command that mends it; null when all are there. */
export function missingPrograms(programs: readonly string[], path = toolEnv['PATH'] ?? ''): string | null {
  const missing = programs.filter((program) => !path.split(':').some((folder) => isProgram(folder, program)))
  if (missing.length === 0) return null
  const wanted = [...new Set(missing.map((program) => packages[program] ?? program))]
  return `not found: ${missing.join(', ')}; mend it with: apt-get install ${wanted.join(' ')}`
}

function isProgram(folder: string, program: string): boolean {
  if (folder === '') return false
  try {
    accessSync(join(folder, program), constants.X_OK)
    return true
  } catch {
    return false
  }
}
