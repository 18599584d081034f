import { expect, test } from 'vitest'
import { createLocalProvider } from '../index.ts'
import { createTempDir } from '../../std/index.ts'

test('a sandbox that is to hide packages shows those of no Python of this machine', async (context) => {
  await using temp = await createTempDir()
  await using provider = createLocalProvider({ stateDir: temp.path })
  const { available, detail } = await provider.describe()
  if (!available) context.skip(`no local sandbox: ${detail}`)
  await using project = await createTempDir()
  const ask =
    'python3 -c "import site, os; print([os.listdir(f) for f in site.getsitepackages() if os.path.isdir(f)])"'
  const source = { from: 'checkout', path: project.path } as const
  await using hiding = await provider.open(source, { hidePackages: true })
  expect((await hiding.exec(ask)).stdout).toMatch(/^\[(?:\[\](?:, )?)*\]\n$/)
  await using fork = await hiding.fork()
  expect((await fork.exec(ask)).stdout).toMatch(/^\[(?:\[\](?:, )?)*\]\n$/)
  expect((await fork.exec('python3 -c "import json, ssl"')).exitCode).toBe(0)
})
