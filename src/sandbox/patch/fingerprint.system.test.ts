import { chmod, link, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { createFingerprint } from './fingerprint.ts'

const old = new Date(1_600_000_000_000)
const changes: Readonly<Record<string, (root: string) => Promise<unknown>>> = {
  'content of the same length, its time set back': async (root) => {
    await writeFile(join(root, 'd/a'), 'bbb\n')
    await utimes(join(root, 'd/a'), old, old)
  },
  mode: (root) => chmod(join(root, 'd/a'), 0o755),
  'time alone': (root) => utimes(join(root, 'd/a'), old, new Date()),
  'another file under the name': async (root) => {
    await writeFile(join(root, 'd/.git'), 'aaa\n')
    await utimes(join(root, 'd/.git'), old, old)
    await rename(join(root, 'd/.git'), join(root, 'd/a'))
  },
  'a new file': (root) => writeFile(join(root, 'd/deep/new'), ''),
  'a file that went': (root) => rm(join(root, 'd/b')),
  'another name': (root) => rename(join(root, 'd/b'), join(root, 'd/c')),
  'a link for a file': async (root) => {
    await rm(join(root, 'd/b'))
    await symlink('a', join(root, 'd/b'))
  },
}

for (const files of [3, 10_500]) {
  // Small checkouts are looked at in the process, large ones by a program.
  test(`every change of a file is seen among ${files}`, { timeout: 120_000 }, async () => {
    for (const [name, change] of Object.entries(changes)) {
      await using temp = await makeTree(files)
      const fingerprint = createFingerprint()
      const first = await fingerprint(temp.path, ['hid'])
      expect(await fingerprint(temp.path, ['hid'])).toBe(first)
      await change(temp.path)
      expect([name, await fingerprint(temp.path, ['hid'])]).not.toEqual([name, first])
      expect(await fingerprint(temp.path, ['hid'])).toBe(await createFingerprint()(temp.path, ['hid']))
    }
  })
}

test('what is hidden, git keeps, or an empty folder is not looked at', async () => {
  await using temp = await makeTree(3)
  const fingerprint = createFingerprint()
  const first = await fingerprint(temp.path, ['hid', 'd/hid too'])
  await writeFile(join(temp.path, '.git/index'), 'changed')
  await writeFile(join(temp.path, 'hid/x'), 'changed')
  await mkdir(join(temp.path, 'd/hid too'))
  await writeFile(join(temp.path, 'd/hid too/x'), '')
  await mkdir(join(temp.path, 'empty'))
  expect(await fingerprint(temp.path, ['hid', 'd/hid too'])).toBe(first)
  expect(await createFingerprint()(temp.path, ['hid', 'd/hid too'])).toBe(first)
})

test('names that are no UTF-8 are watched too', async () => {
  await using temp = await makeTree(3)
  const odd = Buffer.concat([Buffer.from(`${temp.path}/caf`), Buffer.from([0xe9])])
  await writeFile(odd, 'x')
  const fingerprint = createFingerprint()
  const first = await fingerprint(temp.path, [])
  expect(await fingerprint(temp.path, [])).toBe(first)
  await writeFile(odd, 'y')
  expect(await fingerprint(temp.path, [])).not.toBe(first)
})

async function makeTree(files: number) {
  const temp = await createTempDir('capuchin-fingerprint-')
  for (const folder of ['d/deep', '.git', 'hid']) await mkdir(join(temp.path, folder), { recursive: true })
  const names = Array.from({ length: files }, (_, index) => `d/file-${index}`)
  for (const name of ['d/a', 'd/b', '.git/index', 'hid/x', ...names]) {
    await writeFile(join(temp.path, name), 'aaa\n')
    await utimes(join(temp.path, name), old, old)
  }
  return temp
}

test('one more name for a file that has several is no change of it', async () => {
  await using temp = await makeTree(3)
  await using elsewhere = await createTempDir('capuchin-links-')
  await link(join(temp.path, 'd/a'), join(elsewhere.path, 'first'))
  const fingerprint = createFingerprint()
  const before = await fingerprint(temp.path, [])
  await link(join(temp.path, 'd/a'), join(elsewhere.path, 'second'))
  expect(await fingerprint(temp.path, [])).toBe(before)
  await writeFile(join(elsewhere.path, 'first'), 'longer than before\n')
  expect(await fingerprint(temp.path, [])).not.toBe(before)
})
