import { createHash } from 'node:crypto'
import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { startFakeHub, type FakeHub } from './fake-hub.ts'
import type { HubOptions } from './hub-client.ts'
import { loadDataset } from './load-dataset.ts'

const commit = 'a'.repeat(40)
const rows = Array.from({ length: 50 }, (_, number) => ({
  repo: 'pallets/flask',
  instance_id: `pallets__flask-${number}`,
  base_commit: 'c'.repeat(40),
  test_patch: '',
  problem_statement: `statement ${number} `.repeat(20),
  version: '2.0',
  FAIL_TO_PASS: ['t.py::a'],
  PASS_TO_PASS: [],
}))
const lines = (part: readonly unknown[]): string => part.map((row) => `${JSON.stringify(row)}\n`).join('')
const testFile = 'data/test-00000-of-00001.jsonl'

async function open(): Promise<{ readonly hub: FakeHub; readonly options: HubOptions } & AsyncDisposable> {
  const temp = await createTempDir()
  const hub = await startFakeHub()
  hub.files = { 'README.md': '', [testFile]: lines(rows) }
  return {
    hub,
    options: { endpoint: hub.endpoint, cache: temp.path, retryMs: 5, token: 'good' },
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]()
      await temp[Symbol.asyncDispose]()
    },
  }
}

const load = async (name: string, hub: HubOptions, split = 'test') => loadDataset(name, { hub, split })

describe('a dataset on the hub', () => {
  it('is read by commit, and the token stays with the hub', async () => {
    await using test = await open()
    const { instances, source } = await load('owner/name', test.options)
    expect(instances).toHaveLength(50)
    expect(source).toMatchObject({ kind: 'hub', name: 'owner/name', commit, fromCache: false })
    expect(test.hub.requests).toEqual([
      'GET /api/datasets/owner/name/revision/main',
      `GET /datasets/owner/name/resolve/${commit}/${testFile}`,
      `store /${encodeURIComponent(testFile)}`,
    ])
    expect(test.hub.leaked).toEqual([])
  })

  it('is downloaded once; a commit id asks for nothing at all', async () => {
    await using test = await open()
    await load('owner/name', test.options)
    await load(`owner/name@${commit}`, test.options)
    const before = test.hub.requests.length
    await load(`owner/name@${commit}`, test.options)
    expect(test.hub.requests).toHaveLength(before)
    await load('owner/name', test.options)
    expect(test.hub.requests).toHaveLength(before + 1)
  })

  it('goes on where a download was cut, within a call and in the next', async () => {
    await using test = await open()
    test.hub.faults.cutAfter = 4000
    const { instances } = await load('owner/name', test.options)
    expect(instances).toHaveLength(50)
    const ranges = test.hub.requests.filter((request) => request.startsWith('store')).slice(1)
    expect(ranges.length).toBeGreaterThan(2)
    expect(ranges.every((request) => / bytes=\d+-$/.test(request))).toBe(true)
  })

  it('goes on in the next call after the server was gone', async () => {
    await using test = await open()
    const folder = join(test.options.cache, 'hub/owner--name', commit, 'data')
    test.hub.faults.cutAfter = 4000
    const stopped = new AbortController()
    const watch = setInterval(() => {
      if (test.hub.requests.some((request) => request.includes('bytes='))) stopped.abort(new Error('stop'))
    }, 1)
    await expect(loadDataset('owner/name', { hub: test.options, signal: stopped.signal })).rejects.toThrow(
      'stop',
    )
    clearInterval(watch)
    expect((await readdir(folder)).some((name) => name.endsWith('.part'))).toBe(true)
    test.hub.faults.cutAfter = null
    test.hub.requests.length = 0
    expect((await load('owner/name', test.options)).instances).toHaveLength(50)
    expect(test.hub.requests.at(-1)).toMatch(/ bytes=[1-9]\d+-$/)
    expect(await readdir(folder)).toEqual(['test-00000-of-00001.jsonl'])
  })

  it('starts again where the part that is here is of other content', async () => {
    await using test = await open()
    test.hub.faults.cutAfter = 4000
    await load('owner/name', test.options)
    const folder = join(test.options.cache, 'hub/owner--name', commit, 'data')
    await writeFile(join(folder, 'train.jsonl.part'), 'x'.repeat(100))
    await writeFile(join(folder, 'train.jsonl.etag'), 'of something else')
    test.hub.faults.cutAfter = null
    test.hub.files = { ...test.hub.files, 'data/train.jsonl': lines(rows.slice(0, 7)) }
    expect((await load('owner/name@v1', test.options, 'train')).instances).toHaveLength(7)
  })

  it('throws a file away whose hash is not what the hub said', async () => {
    await using test = await open()
    test.hub.faults.corrupt = true
    await expect(load('owner/name', test.options)).rejects.toMatchObject({ code: 'dataset/hub' })
    test.hub.faults.corrupt = false
    expect((await load('owner/name', test.options)).instances).toHaveLength(50)
  })

  it('takes a part that is whole already', async () => {
    await using test = await open()
    await load('owner/name', test.options)
    const path = join(test.options.cache, 'hub/owner--name', commit, testFile)
    await rename(path, `${path}.part`)
    const hash = createHash('sha256').update(lines(rows)).digest('hex')
    await writeFile(`${path}.etag`, hash)
    test.hub.requests.length = 0
    expect((await load('owner/name', test.options)).instances).toHaveLength(50)
    expect(test.hub.requests.at(-1)).toBe(
      `store /${encodeURIComponent(testFile)} bytes=${Buffer.byteLength(lines(rows))}-`,
    )
  })

  it('is read from the cache where there is no network, and says so', async () => {
    await using test = await open()
    await load('owner/name', test.options)
    const gone = { ...test.options, endpoint: 'http://127.0.0.1:9' }
    expect(await load('owner/name', gone)).toMatchObject({ source: { commit, fromCache: true } })
    const offline = { ...test.options, offline: true }
    const before = test.hub.requests.length
    expect((await load('owner/name', offline)).source).toMatchObject({ fromCache: true })
    expect(test.hub.requests).toHaveLength(before)
    await expect(load('owner/other', offline)).rejects.toMatchObject({ code: 'dataset/hub-offline' })
    await expect(load('owner/other', gone)).rejects.toMatchObject({ code: 'dataset/hub-offline' })
  })

  it('is asked for again while the hub is busy', async () => {
    await using test = await open()
    test.hub.faults.busy = 2
    expect((await load('owner/name', test.options)).instances).toHaveLength(50)
    test.hub.faults.busy = 9
    await expect(load('owner/name@v1', test.options)).rejects.toMatchObject({ code: 'dataset/hub' })
  })

  it.each([
    ['owner/secret', undefined, 'dataset/hub-unauthorized'],
    ['owner/secret', 'bad', 'dataset/hub-unauthorized'],
    ['owner/none', 'good', 'dataset/not-found'],
    ['owner/name@v9', 'good', 'dataset/not-found'],
  ])('%s with token %s is refused as %s', async (name, token, code) => {
    await using test = await open()
    await expect(load(name, { ...test.options, token })).rejects.toMatchObject({ code })
    expect((await load('owner/secret', test.options)).instances).toHaveLength(50)
  })

  it('takes the only split where none is named', async () => {
    await using test = await open()
    test.hub.files = { 'info.json': '{}', 'data/train-00000-of-00001.jsonl': lines(rows.slice(0, 4)) }
    const { instances, split } = await loadDataset('owner/name', { hub: test.options })
    expect([instances.length, split]).toEqual([4, 'train'])
    await expect(load('owner/name', test.options)).rejects.toMatchObject({ code: 'dataset/no-split' })
  })

  it('finds splits by the card first, then by names, and lists them', async () => {
    await using test = await open()
    test.hub.files = {
      'all/a.jsonl': lines(rows.slice(0, 2)),
      'all/b.jsonl': lines(rows.slice(2, 3)),
      '../train.jsonl': 'never',
      'dev.jsonl': lines(rows.slice(0, 1)),
    }
    test.hub.card = { configs: [{ config_name: 'default', data_files: [{ split: 'test', path: 'all/*' }] }] }
    expect((await load('owner/name', test.options)).instances).toHaveLength(3)
    expect((await load('owner/name', test.options, 'dev')).instances).toHaveLength(1)
    await expect(load('owner/name', test.options, 'train')).rejects.toMatchObject({
      code: 'dataset/no-split',
      hint: expect.stringContaining('dev, test') as string,
    })
  })
})
