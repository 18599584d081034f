import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir, sleep } from '../../std/index.ts'
import { makeCheckout, processesNamed } from '../contract/fixture.contract.ts'
import { findControlGroups } from './control-group.ts'
import { createLocalProvider, createUnconfinedProvider } from './provider.ts'

/** Opens two sandboxes, one of them with a command that runs on, and waits to be killed. */
const program = `
import { writeFileSync } from 'node:fs'
import { createLocalProvider, createUnconfinedProvider } from ${JSON.stringify(join(import.meta.dirname, 'provider.ts'))}
const [kind, stateDir, checkout, mark] = process.argv.slice(1)
const provider = kind === 'none' ? createUnconfinedProvider({ stateDir }) : createLocalProvider({ stateDir, ...(kind === 'copy' ? { workspace: 'copy' } : {}) })
const source = { from: 'checkout', path: checkout }
const [first, second] = await Promise.all([provider.open(source), provider.open(source, { freeze: true })])
await first.exec('echo x > x')
const fork = await first.fork()
await second.exec('true')
void fork.exec('(exec -a ' + mark + ' sleep 300) & setsid bash -c "exec -a ' + mark + ' sleep 300" & touch started; sleep 300')
while ((await second.exec('true')).exitCode === 0 && !process.stdin.readableEnded) {
  console.log('open')
  await new Promise((resolve) => setTimeout(resolve, 200))
}
`

test.for(['local', 'copy', 'none'] as const)(
  'a killed program leaves nothing of its sandboxes: %s',
  async (kind, context) => {
    await using temp = await createTempDir('capuchin-killed-')
    chmodSync(temp.path, 0o755)
    const stateDir = join(temp.path, 'state')
    const checkout = join(temp.path, 'checkout')
    makeCheckout(checkout)
    const create = () =>
      kind === 'none' ? createUnconfinedProvider({ stateDir }) : createLocalProvider({ stateDir })
    const { available, detail } = await create().describe()
    if (!available) context.skip(detail)
    const mark = `capuchin-killed-${kind}-${process.pid}`
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program, kind, stateDir, checkout, mark],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    await once(child.stdout, 'data')
    await until(() => processesNamed(mark) === 2)
    child.kill('SIGKILL')
    await once(child, 'exit')
    mkdirSync(join(stateDir, 'snapshots', 'half'))
    const dead = { pid: child.pid, startTime: '1', bootId: 'of another boot', pidNamespace: '', host: '' }
    writeFileSync(join(stateDir, 'snapshots', 'half', 'owner.json'), JSON.stringify(dead))

    if (kind !== 'none') await until(() => processesNamed(mark) === 0)
    if (kind !== 'none') await until(() => mountsNaming(temp.path).length === 0)
    await using provider = create()
    await using sandbox = await provider.open({ from: 'checkout', path: checkout })
    expect((await sandbox.exec('cat src/main.txt')).stdout).toBe('one\ntwo\n')
    await until(() => processesNamed(mark) === 0)
    await sandbox.dispose()
    expect(readdirSync(join(stateDir, 'live'))).toEqual([])
    expect(readdirSync(join(stateDir, 'snapshots'))).toEqual([])
    const parents = Object.values(findControlGroups()?.parents ?? {})
    const groups = parents.flatMap((parent) => readdirSync(parent))
    expect(groups.filter((name) => name.startsWith(`capuchin-${child.pid}-`))).toEqual([])
  },
)

async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 100 && !isSo(); round++) await sleep(50)
  expect(isSo()).toBe(true)
}

/** Mounts of any process that lie over or below a folder. */
function mountsNaming(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/mounts`))
    .flatMap((name) => {
      try {
        return readFileSync(`/proc/${name}/mounts`, 'utf8').split('\n')
      } catch {
        return []
      }
    })
    .filter((line) => line.includes(folder))
}
