import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { defaultLimits, type LimitEnforcement } from '../sandbox.ts'
import { describeLimits, diskBudget, forkCeiling } from './limits.ts'

const groups = { version: 2, parents: { memory: '/sys/fs/cgroup', pids: '/sys/fs/cgroup' } } as const
const kernel = '6.8.0'
const byLimit = (limits: readonly LimitEnforcement[]) =>
  Object.fromEntries(limits.map(({ limit, by }) => [limit, by]))

test('an overlay with control groups holds everything in the kernel, its files as memory', () => {
  const limits = byLimit(describeLimits({ confined: true, overlay: true, groups, kernel }))
  expect(limits).toMatchObject({ memory: 'cgroup v2', processes: 'cgroup v2', network: 'network namespace' })
  expect(limits['disk']).toContain('0.75 of the memory limit')
  const memoryBytes = 100
  expect(diskBudget({ ...defaultLimits, memoryBytes, diskBytes: 1000 }, true)).toBe(75)
  expect(diskBudget({ ...defaultLimits, memoryBytes, diskBytes: 50 }, true)).toBe(50)
})

test('an ordinary user has a watchdog where no group can be made', () => {
  const limits = byLimit(describeLimits({ confined: true, overlay: true, groups: null, kernel }))
  expect(limits).toMatchObject({
    memory: 'watchdog, every 100 ms',
    processes: 'watchdog, every 100 ms; rlimit at twice',
  })
  expect(limits['disk']).toContain("half of the machine's memory")
  expect(diskBudget({ ...defaultLimits, diskBytes: 1e18 }, false)).toBe(Math.floor(totalmem() / 2))
})

test('without confinement the network is open and files are limited one by one', () => {
  const limits = byLimit(describeLimits({ confined: false, overlay: false, groups: null, kernel }))
  expect(limits).toMatchObject({
    network: null,
    disk: 'rlimit of each file; watchdog, every 1.5 s, of their sum',
  })
  expect(limits['time']).toContain('marked processes')
})

test('the kernel stops forks at twice the limit where only a watchdog counts and namespaces count for themselves', () => {
  const limits = { ...defaultLimits, processes: 100 }
  expect(forkCeiling(limits, { groups: null, kernel: '6.8.0-45-generic' })).toBe('ulimit -u 200\n')
  expect(forkCeiling(limits, { groups: null, kernel: '5.14.21' })).toBe('ulimit -u 200\n')
  expect(forkCeiling(limits, { groups: null, kernel: '5.10.0-32-amd64' })).toBe('')
  expect(forkCeiling(limits, { groups: null, kernel: 'unheard of' })).toBe('')
  expect(forkCeiling(limits, { groups, kernel: '6.8.0' })).toBe('')
})
