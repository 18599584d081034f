import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { defaultLimits, type LimitEnforcement } from '../sandbox.ts'
import { describeLimits, diskBudget } from './limits.ts'

const groups = { version: 2, parents: { memory: '/sys/fs/cgroup', pids: '/sys/fs/cgroup' } } as const
const byLimit = (limits: readonly LimitEnforcement[]) =>
  Object.fromEntries(limits.map(({ limit, by }) => [limit, by]))

test('an overlay with control groups holds everything in the kernel, its files as memory', () => {
  const limits = byLimit(describeLimits({ confined: true, overlay: true, groups }))
  expect(limits).toMatchObject({ memory: 'cgroup v2', processes: 'cgroup v2', network: 'network namespace' })
  expect(limits['disk']).toContain('0.75 of the memory limit')
  const memoryBytes = 100
  expect(diskBudget({ ...defaultLimits, memoryBytes, diskBytes: 1000 }, true)).toBe(75)
  expect(diskBudget({ ...defaultLimits, memoryBytes, diskBytes: 50 }, true)).toBe(50)
})

test('an ordinary user has a watchdog where no group can be made', () => {
  const limits = byLimit(describeLimits({ confined: true, overlay: true, groups: null }))
  expect(limits).toMatchObject({ memory: 'watchdog, every 100 ms', processes: 'watchdog, every 100 ms' })
  expect(limits['disk']).toContain("half of the machine's memory")
  expect(diskBudget({ ...defaultLimits, diskBytes: 1e18 }, false)).toBe(Math.floor(totalmem() / 2))
})

test('without confinement the network is open and files are limited one by one', () => {
  const limits = byLimit(describeLimits({ confined: false, overlay: false, groups: null }))
  expect(limits).toMatchObject({
    network: null,
    disk: 'rlimit of each file; watchdog, every 1.5 s, of their sum',
  })
  expect(limits['time']).toContain('marked processes')
})
