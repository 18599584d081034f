// Which programs the tests use beyond Node, git and Python, and the Debian packages that bring them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const programs = { bwrap: 'bubblewrap', dockerd: 'docker.io' }

export function missingPrograms() {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].filter(Boolean)
  return Object.keys(programs).filter((name) => !folders.some((folder) => existsSync(join(folder, name))))
}

export function systemPackages(names) {
  return names.map((name) => programs[name])
}
