import { existsSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir, runProcess, sweepTempDirs } from './index.ts'

test('folders of a killed program go at the next sweep, all others stay', async () => {
  // A place of its own: other programs sweep the system's.
  await using place = await createTempDir('capuchin-sweep-')
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = place.path
  try {
    expect(await sweepOnce()).toEqual({ left: false, own: true, foreign: true, elsewhere: true })
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
})

/** What is still there after a sweep. */
async function sweepOnce() {
  const door = JSON.stringify(resolve(import.meta.dirname, 'index.ts'))
  const script = `import { createTempDir } from ${door}
    console.log((await createTempDir('capuchin-left-')).path)
    process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'))`
  const { stdout, exitCode } = await runProcess(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
  ])
  const left = Buffer.from(stdout).toString().trim()
  expect(exitCode).toBe(137)
  expect(existsSync(left)).toBe(true)
  await using own = await createTempDir('capuchin-own-')
  const foreign = await mkdtemp(join(tmpdir(), 'capuchin-foreign-'))
  const elsewhere = join(
    tmpdir(),
    `${left.slice(tmpdir().length + 1).replace(/\.\d+\.([0-9a-f]{8}-)/, '.1.$1')}x`,
  )
  await mkdir(elsewhere)
  expect(await sweepTempDirs()).toBe(1)
  const paths = { left, own: own.path, foreign, elsewhere }
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, existsSync(path)]))
}
