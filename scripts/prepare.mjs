// Installs packages and builds, only where that is missing or older than the sources. Plain JavaScript: it runs
// before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')

export function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  return status ?? 1
}

/** Seconds that it took; 0 when everything was there. */
export function installPackages() {
  const marker = join(root, 'node_modules/.package-lock.json')
  if (existsSync(marker) && newest(join(root, 'package-lock.json')) <= newest(marker)) return 0
  const started = performance.now()
  console.log('installing npm packages ...')
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    console.error(
      "npm ci failed: see its message above; it needs Node 20.19 or later and access to npm's packages",
    )
    process.exit(3)
  }
  return (performance.now() - started) / 1000
}

export function buildIfNeeded() {
  const entry = join(root, 'dist/cli/main.js')
  if (existsSync(entry) && newest(join(root, 'src')) <= newest(entry)) return
  console.log('building ...')
  if (run('npm', ['run', '--silent', 'build']) !== 0) process.exit(1)
}

function newest(path) {
  const info = statSync(path)
  if (!info.isDirectory()) return info.mtimeMs
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(path, name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0)
}
