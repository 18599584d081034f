import { expect, test } from 'vitest'
import { checkoutCases } from '../contract/checkout.contract.ts'
import { diffCases, fileCases } from '../contract/files.contract.ts'
import { shellCases } from '../contract/shell.contract.ts'
import { limitCases, stateCases } from '../contract/state.contract.ts'
import { sandboxContract } from '../sandbox.contract.ts'
import { createFakeProvider } from './fake.ts'

const needsShell = 'there is no shell; commands are played by a handler'
const met = new Set(['reads, writes and deletes files', 'opens many side by side'])
const all = { ...shellCases, ...fileCases, ...diffCases, ...stateCases, ...limitCases, ...checkoutCases }

sandboxContract({
  name: 'fake',
  create: () => Promise.resolve(createFakeProvider()),
  exceptions: Object.fromEntries(
    Object.keys(all)
      .filter((title) => !met.has(title))
      .map((title) => [title, needsShell]),
  ),
})

test('the fake plays commands on its files, forks, and gives diffs', async () => {
  await using provider = createFakeProvider({
    root: '/repo',
    files: { 'a.txt': 'one\n', 'b.txt': 'two\n' },
    exec: ({ command, files }) => {
      if (command !== 'edit') return { exitCode: 127, stderr: `${command}: not found\n` }
      files.set('a.txt', Buffer.from('ONE\n'))
      return { stdout: 'edited\n' }
    },
  })
  await using sandbox = await provider.open({ from: 'checkout', path: '/anywhere' })
  expect(await sandbox.exec('other')).toMatchObject({ exitCode: 127, stderr: 'other: not found\n' })
  expect(await sandbox.diff()).toBe('')
  expect(await sandbox.exec('edit')).toMatchObject({ exitCode: 0, stdout: 'edited\n', limitHit: null })
  await using fork = await sandbox.fork()
  await fork.deleteFile('/repo/b.txt')
  await fork.writeFile('new.txt', 'new\n')
  expect((await fork.diff()).match(/^[-+](?:ONE|one|two|new)$/gm)).toEqual(['-one', '+ONE', '-two', '+new'])
  expect((await sandbox.diff()).match(/^diff --git .*$/gm)).toEqual(['diff --git a/a.txt b/a.txt'])
  const snapshot = await sandbox.checkpoint()
  await sandbox.writeFile('a.txt', 'later\n')
  await using again = await provider.open({ from: 'snapshot', snapshot })
  expect(Buffer.from((await again.readFile('a.txt')) ?? []).toString()).toBe('ONE\n')
  await provider.release(snapshot)
  await expect(provider.open({ from: 'snapshot', snapshot })).rejects.toMatchObject({
    code: 'sandbox/no-snapshot',
  })
})
