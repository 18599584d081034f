import { buffer } from 'node:stream/consumers'
import * as fc from 'fast-check'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { readTar, treeFilesOf } from './tar.ts'

const segment = fc.stringMatching(/^[a-zé]{1,60}$/)
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'))
const file = fc.record({
  name: path,
  mode: fc.constantFrom(0o644, 0o755, 0o600),
  content: fc.uint8Array({ maxLength: 1500 }),
})

test('reads every file that another writer packed, long and foreign names too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(file, { selector: ({ name }) => name, maxLength: 6 }), async (files) => {
      const archive = pack()
      for (const { name, mode, content } of files) archive.entry({ name, mode }, Buffer.from(content))
      archive.finalize()
      const read = treeFilesOf(await buffer(archive))
      expect([...read.keys()].map((name) => Buffer.from(name, 'latin1').toString('utf8'))).toEqual(
        files.map(({ name }) => name),
      )
      expect([...read.values()].map((each) => each.content.toString('hex'))).toEqual(
        files.map(({ content }) => Buffer.from(content).toString('hex')),
      )
      expect([...read.values()].map((each) => each.mode)).toEqual(
        files.map(({ mode }) => (mode === 0o755 ? '100755' : '100644')),
      )
    }),
    { numRuns: 50 },
  )
})

test('keeps links apart from files and leaves folders out', async () => {
  const archive = pack()
  archive.entry({ name: './folder', type: 'directory' })
  archive.entry({ name: './folder/link', type: 'symlink', linkname: '../else where' })
  archive.entry({ name: './folder/hard', type: 'link', linkname: 'x' })
  archive.finalize()
  const bytes = await buffer(archive)
  expect(readTar(bytes).map(({ type }) => type)).toEqual(['directory', 'symlink', 'hardlink'])
  const files = treeFilesOf(bytes)
  expect([...files]).toEqual([['folder/link', { mode: '120000', content: Buffer.from('../else where') }]])
})

test('says when an archive is cut short', async () => {
  const archive = pack()
  archive.entry({ name: 'a' }, Buffer.alloc(3000))
  archive.finalize()
  const bytes = await buffer(archive)
  expect(() => readTar(bytes.subarray(0, 1000))).toThrow(
    expect.objectContaining({ code: 'sandbox/bad-archive' }),
  )
  expect(readTar(Buffer.alloc(0))).toEqual([])
})
