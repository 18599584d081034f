// Runs every test: installs npm packages, system packages where CI asks for it, builds, checks, and says loudly at
// the end what could not run. With CI=true that is a failure. The last line is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfNeeded, installPackages, run } from './prepare.mjs'
import { missingPrograms, systemPackages } from './system-packages.mjs'

const ci = process.env.CI === 'true'
const installSeconds = installPackages()
if (ci && missingPrograms().length > 0) run('node', ['scripts/setup.mjs'])
const missing = missingPrograms()

buildIfNeeded()
const started = performance.now()
const checksFailed = run('npm', ['run', '--silent', 'check']) !== 0
const folder = mkdtempSync(join(tmpdir(), 'capuchin-test-'))
const report = join(folder, 'report.json')
const testsExit = run('npx', [
  '--no-install',
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
])
const seconds = (performance.now() - started) / 1000

const skipped = []
// Reference data of others, which no machine can be made to have: said when absent, and no failure.
const withoutData = []
let passed = 0
let failed = checksFailed ? 1 : 0
try {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  for (const file of testResults) {
    if (file.status === 'failed' && file.assertionResults.length === 0) failed += 1
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1
      else if (test.status === 'failed') failed += 1
      else if (test.fullName.includes('(needs CAPUCHIN_DATA)')) withoutData.push(test.fullName)
      else skipped.push(test.fullName)
    }
  }
} catch (error) {
  console.error(`the test report cannot be read: ${error.message}`)
  failed += 1
}
rmSync(folder, { recursive: true, force: true })

if (testsExit !== 0 && failed === 0) failed += 1
if (skipped.length > 0) {
  console.log(`\n!! ${skipped.length} tests did NOT run:`)
  for (const name of skipped) console.log(`!!   ${name}`)
  if (missing.length > 0)
    console.log(
      `!! missing here: ${missing.join(', ')}; mend: npm run setup (apt-get install ${systemPackages(missing).join(' ')})`,
    )
  if (ci) failed += skipped.length
}
if (withoutData.length > 0) {
  console.log(
    `\n!! ${withoutData.length} comparisons with reference data did NOT run: CAPUCHIN_DATA names no such folder`,
  )
  for (const name of withoutData) console.log(`!!   ${name}`)
}
console.log(`\ninstalling took ${installSeconds.toFixed(0)} s, checks and tests ${seconds.toFixed(0)} s`)
console.log(
  `${passed} passed, ${failed} failed${skipped.length > 0 && !ci ? `, ${skipped.length} skipped` : ''}`,
)
process.exitCode = failed > 0 ? 1 : 0
