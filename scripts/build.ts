/**
 * Builds dist/: the command line as a few modules (one a command, and what they share), the files that the program
 * reads at run time at their places, and the licences of what was built in.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { bundle } from './build/bundle.ts'
import { copyGrammars } from './build/copy-grammars.ts'
import { renderLicences } from './build/licences.ts'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
// Built beside and moved into place, so that a failing build leaves the last good one.
const fresh = join(root, 'dist.new')
const assets = /\.(py|mjs|cjs|json|md|scm|sh|c)$/

rmSync(fresh, { recursive: true, force: true })
const checked = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit', shell: true })
if (checked.status !== 0) process.exit(1)
const builtIn = await bundle({
  root,
  entry: 'cli/main.ts',
  threads: ['repo/facts/reader-worker.ts'],
  to: fresh,
})
for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (!assets.test(file)) continue
  mkdirSync(dirname(join(fresh, file)), { recursive: true })
  cpSync(join(root, 'src', file), join(fresh, file))
}
const copied = copyGrammars(root, join(fresh, 'syntax/grammars'))
writeFileSync(join(fresh, 'THIRD-PARTY.md'), renderLicences(root, [...builtIn, ...copied]))
chmodSync(join(fresh, 'cli/main.js'), 0o755)
rmSync(dist, { recursive: true, force: true })
renameSync(fresh, dist)
console.log('built dist/')
