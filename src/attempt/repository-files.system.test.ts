import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { useLocalSandboxes } from '../sandbox/contract/local-sandboxes.contract.ts'
import { readFiles, writeFiles } from './repository-files.ts'

const sandboxes = useLocalSandboxes()

it('reads which files can be run and writes them so, under whatever path', async () => {
  const path = sandboxes.makeProject({ 'run it.sh': '#!/bin/sh\n', 'plain.txt': 'x\n' })
  chmodSync(join(path, 'run it.sh'), 0o755)
  await using sandbox = await sandboxes.open(path)
  const files = await readFiles(sandbox, ['run it.sh', 'plain.txt', 'none'])
  expect([...files].map(([name, { mode }]) => [name, mode])).toEqual([
    ['run it.sh', 0o755],
    ['plain.txt', 0o644],
  ])
  const script = files.get('run it.sh') ?? null
  await writeFiles(
    sandbox,
    new Map([
      ['bin/run it.sh', script],
      ['run it.sh', null],
      ['new.txt', files.get('plain.txt') ?? null],
    ]),
  )
  const { stdout } = await sandbox.exec('find . -name .git -prune -o -type f -printf "%m %P\\n" | sort')
  expect(stdout).toBe('644 new.txt\n644 plain.txt\n755 bin/run it.sh\n')
})
