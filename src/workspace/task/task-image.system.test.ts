import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { expect, test } from 'vitest'
import { createTempDir, runProcess } from '../../std/index.ts'
import { findPython } from './find-python.ts'
import { layTaskFolder } from './task-environment.ts'
import type { TaskFolder } from './task-folder.ts'
import { packTaskImage, taskImageName } from './task-image.ts'

test('a packed task has its folders, links, programs and libraries, and nobody of this machine', async (context) => {
  const version = await runProcess('python3', [
    '-c',
    'import sys; print("%d.%d" % sys.version_info[:2])',
  ]).catch(() => context.skip('no python3: apt-get install python3'))
  await using temp = await createTempDir('capuchin-task-')
  const path = await mkdtemp(join(temp.path, 'odd [name].#'))
  const python = await findPython(Buffer.from(version.stdout).toString('utf8').trim(), process.env)
  await layTaskFolder(path)
  await mkdir(join(path, 'testbed/sub'), { recursive: true })
  await writeFile(join(path, 'testbed/sub/a file'), 'a')
  await symlink('/testbed/sub', join(path, 'testbed/link'))
  const task: TaskFolder = { v: 1, fingerprint: 'f', python, packages: [], missing: [], path }
  const entries = await packTaskImage(task, readEntries)
  expect(entries.get('testbed/sub/a file')).toMatchObject({ type: 'file', uid: 0 })
  expect(entries.get('testbed/link')).toMatchObject({ type: 'symlink', linkname: '/testbed/sub' })
  expect(entries.has('opt/miniconda3/bin/activate')).toBe(true)
  expect(entries.get('tmp')?.mode).toBe(0o1777)
  for (const program of ['bash', 'git', 'patch', 'tar', 'sed'])
    expect([...entries.keys()].filter((name) => name.endsWith(`/bin/${program}`))).not.toEqual([])
  expect(entries.has(python.path.slice(1))).toBe(true)
  expect([...entries.keys()].some((name) => name.endsWith('/libc.so.6'))).toBe(true)
  // Nothing of where it was packed, and nothing twice: an engine refuses the second.
  expect([...entries.keys()].filter((name) => name.includes('[name]'))).toEqual([])
  const passwd = entries.get('etc/passwd')?.text ?? ''
  expect(passwd.split('\n').map((line) => line.split(':')[0])).toEqual(['root', 'nobody', 'nonroot', ''])
  expect(entries.get('etc/shadow')?.text).toMatch(/^(?:\w+:\*:[\d:]+\n){3}$/)
})

test('what cannot be packed is said as such', async () => {
  const task: TaskFolder = {
    v: 1,
    fingerprint: 'f',
    python: { path: '/nonexistent/bin/python', root: '/nonexistent' },
    packages: [],
    missing: [],
    path: '/nonexistent/task',
  }
  await expect(packTaskImage(task, (archive) => buffer(archive))).rejects.toMatchObject({
    code: 'workspace/pack',
    message: expect.stringContaining('/nonexistent/task'),
  })
  expect(taskImageName('Owner__Repo-1', task)).toMatch(/^capuchin-task\/owner__repo-1:[0-9a-f]{16}$/)
})

interface Entry {
  readonly type: string | null | undefined
  readonly linkname: string | null | undefined
  readonly mode: number | undefined
  readonly uid: number | undefined
  readonly text: string
}

async function readEntries(archive: Readable): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  const reader = extract()
  archive.pipe(reader)
  for await (const entry of reader) {
    const { name, type, linkname, mode, uid } = entry.header
    const key = name.replace(/^\.\//, '').replace(/\/$/, '')
    const isShort = key === 'etc/passwd' || key === 'etc/shadow'
    if (!isShort) entry.resume()
    const text = isShort ? (await buffer(entry)).toString('utf8') : ''
    expect(entries.has(key)).toBe(false)
    entries.set(key, { type, linkname, mode, uid, text })
  }
  return entries
}
