import { chmodSync, existsSync, lstatSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { needsBuild, useDesk } from './command-line.ts'
import { makeRepository } from './sample-repositories.ts'

const desk = useDesk(needsBuild)
const move = (from: string): string =>
  `*** Begin Patch\n*** Update File: ${from}\n*** Move to: bin/moved.sh\n*** End Patch\n`

it('capuchin edit keeps a file that can be run so when a reply moves it', async () => {
  const cwd = makeRepository(join(desk.path, 'script'), { 'run.sh': '#!/bin/sh\necho one\n' })
  chmodSync(join(cwd, 'run.sh'), 0o755)
  const end = await desk.run(['edit', '--format', 'patch'], { cwd, stdin: move('run.sh') })
  expect(end).toMatchObject({ exitCode: 0 })
  expect(existsSync(join(cwd, 'run.sh'))).toBe(false)
  expect(statSync(join(cwd, 'bin/moved.sh')).mode & 0o777).toBe(0o755)
})

it('capuchin edit moves no link, and says so', async () => {
  const cwd = makeRepository(join(desk.path, 'link'), { 'run.sh': '#!/bin/sh\necho one\n' })
  symlinkSync('run.sh', join(cwd, 'link.sh'))
  const end = await desk.run(['edit', '--format', 'patch'], { cwd, stdin: move('link.sh') })
  expect(end).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('is a symbolic link') })
  expect(lstatSync(join(cwd, 'link.sh')).isSymbolicLink()).toBe(true)
  expect(existsSync(join(cwd, 'bin'))).toBe(false)
})
