/** Builds dist/: compiled modules, the files that go with them, and the command line's entry. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
// Built beside and moved into place, so that a failing build leaves the last good one.
const fresh = join(root, 'dist.new')
const assets = /\.(py|mjs|cjs|json|md|scm|sh|c)$/

rmSync(fresh, { recursive: true, force: true })
const compiled = spawnSync('tsc', ['-p', 'tsconfig.build.json', '--outDir', fresh], {
  cwd: root,
  stdio: 'inherit',
  shell: true,
})
if (compiled.status !== 0) process.exit(1)
for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (!assets.test(file)) continue
  mkdirSync(dirname(join(fresh, file)), { recursive: true })
  cpSync(join(root, 'src', file), join(fresh, file))
}
chmodSync(join(fresh, 'cli/main.js'), 0o755)
rmSync(dist, { recursive: true, force: true })
renameSync(fresh, dist)
console.log('built dist/')
