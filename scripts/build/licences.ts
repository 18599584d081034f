import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licence texts of packages, as they ask for where their code is passed on. */
export function renderLicences(root: string, packages: readonly string[]): string {
  return packages.map((name) => `# ${name}\n\n${licenceOf(join(root, 'node_modules', name))}\n`).join('\n')
}

function licenceOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(?:\.|$)/i.test(name))
  if (file === undefined) throw new Error(`${folder} has no licence file: it cannot be built in`)
  return readFileSync(join(folder, file), 'utf8').trim()
}
