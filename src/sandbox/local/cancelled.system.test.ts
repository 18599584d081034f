import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir, hasCode, sleep } from '../../std/index.ts'
import { makeCheckout } from '../contract/fixture.contract.ts'
import { createLocalProvider, createUnconfinedProvider } from './provider.ts'

test.for(['overlay', 'copy', 'none', 'frozen'] as const)(
  'opening is cancelled at any point and leaves nothing: %s',
  async (kind, context) => {
    await using temp = await createTempDir('capuchin-cancelled-')
    chmodSync(temp.path, 0o755)
    const stateDir = join(temp.path, 'state')
    const checkout = join(temp.path, 'checkout')
    makeCheckout(checkout)
    await using provider =
      kind === 'none'
        ? createUnconfinedProvider({ stateDir })
        : createLocalProvider({ stateDir, ...(kind === 'copy' ? { workspace: 'copy' } : {}) })
    const { available, detail } = await provider.describe()
    if (!available) context.skip(detail)
    const open = (signal?: AbortSignal) =>
      provider.open({ from: 'checkout', path: checkout }, { signal, freeze: kind === 'frozen' })
    let cancelled = 0
    for (const delay of [0, 1, 2, 4, 7, 10, 14, 19, 25, 32, 40, 50, 65, 80]) {
      const controller = new AbortController()
      const timer = setTimeout(() => controller.abort(), delay)
      try {
        await using sandbox = await open(controller.signal)
        expect((await sandbox.exec('cat src/main.txt')).stdout).toBe('one\ntwo\n')
      } catch (error) {
        if (!hasCode(error, 'std/cancelled')) throw error
        cancelled += 1
      }
      clearTimeout(timer)
    }
    expect(cancelled).toBeGreaterThan(0)
    await expect(open(AbortSignal.abort())).rejects.toMatchObject({ code: 'std/cancelled' })
    await provider.dispose()
    for (let round = 0; round < 40 && processesOn(temp.path) > 0; round++) await sleep(50)
    expect(processesOn(temp.path)).toBe(0)
    expect(readdirSync(join(stateDir, 'live'))).toEqual([])
  },
)

/** Processes of this machine that name a folder in their arguments. */
function processesOn(folder: string): number {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  }).length
}
