/** Everything a commit needs, in order, stopping at the first red: format, lint, types, floors, unused code, unit tests. */
import { spawnSync } from 'node:child_process'

const steps: readonly (readonly [name: string, command: string])[] = [
  ['format', 'oxfmt --check .'],
  ['lint', 'oxlint --type-aware --max-warnings=0'],
  ['types', 'tsc'],
  ['floors', 'node --import tsx scripts/check-floors.ts'],
  ['unused code', 'knip'],
  ['unit tests', 'vitest run --project unit'],
]

for (const [name, command] of steps) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (status !== 0) {
    console.log(stdout + stderr)
    process.exit(1)
  }
}
