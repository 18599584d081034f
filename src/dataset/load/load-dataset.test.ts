import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { loadDataset } from './load-dataset.ts'
import { resolveSource } from './resolve-source.ts'

const rows = [1, 2, 3].map((number) => ({
  repo: 'pallets/flask',
  instance_id: `pallets__flask-${number}`,
  base_commit: 'c'.repeat(40),
  patch: '',
  test_patch: '',
  // A line separator inside a string is part of a JSON line.
  problem_statement: `one\u2028two\u0085three ${number}`,
  version: '2.0',
  FAIL_TO_PASS: '["t.py::a"]',
  PASS_TO_PASS: '[]',
}))
const ids = rows.map((row) => row.instance_id)

async function writeAll(folder: string): Promise<void> {
  await writeFile(join(folder, 'a.json'), JSON.stringify(rows))
  await writeFile(join(folder, 'a.jsonl'), `\uFEFF${rows.map((row) => JSON.stringify(row)).join('\n\n')}\n`)
  const column = (name: keyof (typeof rows)[number]) => ({ name, data: rows.map((row) => row[name]) })
  const names = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[]
  parquetWriteFile({ filename: join(folder, 'test.parquet'), columnData: names.map(column), rowGroupSize: 2 })
}

describe('loadDataset', () => {
  it.each(['a.json', 'a.jsonl', 'test.parquet', ''])('reads the same rows from %j', async (name) => {
    await using temp = await createTempDir()
    await writeAll(temp.path)
    const { instances, problems, variants } = await loadDataset(join(temp.path, name))
    expect(instances.map(({ instanceId }) => instanceId)).toEqual(ids)
    expect(instances[2]?.problemStatement).toBe('one\u2028two\u0085three 3')
    expect(problems).toEqual([])
    expect([...variants]).toEqual([['swe-bench', 3]])
  })

  it('keeps only the instances asked for, and says which are not there', async () => {
    await using temp = await createTempDir()
    await writeAll(temp.path)
    const path = join(temp.path, 'a.jsonl')
    const { instances } = await loadDataset(path, { ids: new Set(['pallets__flask-2']) })
    expect(instances.map(({ instanceId }) => instanceId)).toEqual(['pallets__flask-2'])
    await expect(
      loadDataset(path, { ids: new Set(['pallets__flask-2', 'no-1', 'no-2']) }),
    ).rejects.toMatchObject({
      code: 'dataset/unknown-ids',
      data: { missing: ['no-1', 'no-2'] },
    })
  })

  it.each([
    ['broken JSON', Buffer.from('{"repo": ')],
    ['no UTF-8', Buffer.from(JSON.stringify(rows[1]).replace('three', 'thr\u00e9\u00e9'), 'latin1')],
  ])('names a line of %s, or passes it over', async (_name, line) => {
    await using temp = await createTempDir()
    const path = join(temp.path, 'x.jsonl')
    const [first, , third] = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`))
    await writeFile(
      path,
      [first, line, '\n', third].map((part) => Buffer.from(part ?? '')),
    )
    await expect(loadDataset(path)).rejects.toMatchObject({
      code: 'dataset/bad-file',
      message: expect.stringContaining('x.jsonl, line 2') as string,
      hint: expect.stringContaining('--skip-bad-rows') as string,
    })
    const { instances, problems } = await loadDataset(path, { skipBadRows: true })
    expect(instances.map(({ instanceId }) => instanceId)).toEqual([ids[0], ids[2]])
    expect(problems).toMatchObject([{ kind: 'bad-row', where: 'line 2', instanceId: null, field: null }])
  })

  it.each([
    ['x.json', ''],
    ['x.json', '[]'],
    ['x.jsonl', ''],
    ['x.jsonl', '\n \n'],
    ['x.parquet', ''],
  ])('refuses %s without rows (%j)', async (name, content) => {
    await using temp = await createTempDir()
    await writeFile(join(temp.path, name), content)
    await expect(loadDataset(join(temp.path, name))).rejects.toMatchObject({ code: 'dataset/no-rows' })
  })

  it.each([
    ['x.json', '{"a": 1}'],
    ['x.json', '[1'],
    ['x.json', Buffer.from('["\u00e9"]', 'latin1')],
    ['x.parquet', 'PAR1 and nothing more PAR1'],
    ['x.parquet', 'PAR1'],
  ])('refuses %s holding %j', async (name, content) => {
    await using temp = await createTempDir()
    await writeFile(join(temp.path, name), content)
    await expect(loadDataset(join(temp.path, name))).rejects.toMatchObject({ code: 'dataset/bad-file' })
  })

  it.each(['a.json', 'a.jsonl', 'a.parquet'])('refuses a folder called %s', async (name) => {
    await using temp = await createTempDir()
    await mkdir(join(temp.path, name))
    await expect(loadDataset(join(temp.path, name))).rejects.toMatchObject({
      code: 'dataset/bad-file',
      message: expect.stringContaining('it is a folder') as string,
    })
  })

  it('reads a task repository, published splits only', async () => {
    await using temp = await createTempDir()
    await writeFile(join(temp.path, 'sweb.yaml'), 'datasets: [me/mine]\nsplits: [test, dev]\n')
    await writeTask(temp.path, 'a__b-1', 'test')
    await writeTask(temp.path, 'a__b-2', 'deprecated')
    const { instances, source } = await loadDataset(temp.path)
    expect(source.kind).toBe('task-repository')
    expect(instances).toMatchObject([
      {
        instanceId: 'a__b-1',
        // As a YAML number this would be 3.1.
        version: '3.10',
        goldPatch: 'diff --git a/x b/x\r\n',
        problemStatement: 'It fails\n',
        failToPass: ['t'],
        evaluation: { image: 'i:1', script: 'true\n', logParser: 'parse_log_x', evalType: 'pass_and_fail' },
      },
    ])
    expect(instances[0]).not.toHaveProperty('difficulty')
    await expect(loadDataset(temp.path, { split: 'train' })).rejects.toMatchObject({
      code: 'dataset/no-split',
    })
  })

  it('names what a task lacks', async () => {
    await using temp = await createTempDir()
    await writeFile(join(temp.path, 'sweb.yaml'), 'datasets: [me/mine]\n')
    await mkdir(join(temp.path, 'tasks/a__b-1'), { recursive: true })
    await writeFile(join(temp.path, 'tasks/a__b-1/task.yaml'), 'split: test\n')
    await expect(loadDataset(temp.path)).rejects.toMatchObject({
      code: 'dataset/bad-task',
      message: expect.stringContaining('gold.patch') as string,
    })
  })
})

async function writeTask(folder: string, id: string, split: string): Promise<void> {
  const task = join(folder, 'tasks', id)
  await mkdir(task, { recursive: true })
  const meta = `instance_id: ${id}\nrepo: a/b\nversion: 3.10\nbase_commit: abc\nsplit: ${split}\nimage: i:1\nlog_parser: parse_log_x\neval_type: pass_and_fail\ndifficulty: null\n`
  const files = {
    'task.yaml': meta,
    'tests.json': '{"FAIL_TO_PASS": ["t"], "PASS_TO_PASS": []}',
    'gold.patch': 'diff --git a/x b/x\r\n',
    'test.patch': '',
    'eval.sh': 'true\n',
    'problem_statement.md': 'It fails\n',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(task, name), content)
}

describe('resolveSource', () => {
  it.each([
    ['lite', 'SWE-bench/SWE-bench_Lite', null],
    ['SWE-bench_Lite', 'SWE-bench/SWE-bench_Lite', null],
    ['Verified', 'SWE-bench/SWE-bench_Verified', null],
    ['swe_bench', 'SWE-bench/SWE-bench', null],
    ['SWE-Gym/SWE-Gym', 'SWE-Gym/SWE-Gym', null],
    ['owner/name@v1.2', 'owner/name', 'v1.2'],
  ])('finds %s on the hub', (argument, name, revision) => {
    expect(resolveSource(argument, 'test')).toEqual({ kind: 'hub', name, revision })
  })

  it.each(['nothing', '', '/no/such.jsonl', 'a/b/c', './nothing', '../nothing'])('refuses %j', (argument) => {
    expect(() => resolveSource(argument, 'test')).toThrow(
      expect.objectContaining({ code: 'dataset/not-found' }),
    )
  })

  it('looks for a path from the folder that it is told of, and for a name on the hub all the same', async () => {
    await using temp = await createTempDir()
    await writeFile(join(temp.path, 'rows.jsonl'), '')
    expect(resolveSource('rows.jsonl', 'test', temp.path)).toEqual({
      kind: 'file',
      path: join(temp.path, 'rows.jsonl'),
    })
    expect(resolveSource('lite', 'test', temp.path)).toMatchObject({ kind: 'hub' })
    expect(() => resolveSource('rows.jsonl', 'test')).toThrow('there is no file rows.jsonl')
  })

  it('does not take a file that is here for a name on the hub', () => {
    expect(() => resolveSource('scripts/build.ts', 'test')).toThrow('is a file of another kind')
  })

  it('says what it looked for in a folder without a dataset', async () => {
    await using temp = await createTempDir()
    await writeFile(join(temp.path, 'readme.txt'), '')
    expect(() => resolveSource(temp.path, 'test')).toThrow(
      expect.objectContaining({
        code: 'dataset/not-found',
        hint: expect.stringContaining('test.parquet') as string,
      }),
    )
  })
})
