// Installs the system packages that the tests use; as root on Debian or Ubuntu.
import { existsSync } from 'node:fs'
import { run } from './prepare.mjs'
import { missingPrograms, systemPackages } from './system-packages.mjs'

const missing = missingPrograms()
if (missing.length === 0) console.log('all system packages are here')
else if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
  console.error(
    `missing: ${missing.join(', ')}; as root on Debian or Ubuntu: apt-get install ${systemPackages(missing).join(' ')}`,
  )
  process.exitCode = 3
} else {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  process.exitCode = run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...systemPackages(missing)],
    { env },
  )
}
