import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEnvironmentTables } from '../dataset/index.ts'
import { createTempDir } from '../std/index.ts'
import { datasetStats } from './dataset-stats.ts'

/** SWE-Gym's repositories: rows of the full set, of Lite, and of the list that its harness allows. */
const repositories = [
  ['pandas-dev/pandas', 737, 5, 579, 21],
  ['Project-MONAI/MONAI', 374, 27, 371, 15],
  ['getmoto/moto', 343, 59, 326, 14],
  ['python/mypy', 257, 40, 252, 23],
  ['iterative/dvc', 225, 36, 183, 147],
  ['dask/dask', 145, 14, 119, 60],
  ['modin-project/modin', 107, 5, 82, 28],
  ['pydantic/pydantic', 83, 20, 46, 40],
  ['conan-io/conan', 75, 12, 75, 34],
  ['facebookresearch/hydra', 66, 11, 61, 10],
  ['bokeh/bokeh', 26, 1, 25, 24],
] as const

const tables = readEnvironmentTables()
const rows = repositories.flatMap(([repo, count]) => {
  const versions = [...(tables.get(repo.toLowerCase())?.versions.keys() ?? [])]
  return Array.from({ length: count }, (_, index) => ({
    instance_id: `${repo.replace('/', '__')}-${index}`,
    repo,
    version: versions[index % versions.length],
    base_commit: 'c'.repeat(40),
    patch: '',
    test_patch: '',
    problem_statement: 'four words of text',
    // The three spellings that SWE-Gym's files have.
    FAIL_TO_PASS: index % 2 === 0 ? ['t.py::a', 't.py::b'] : '["t.py::a", "t.py::b"]',
    PASS_TO_PASS: index % 3 === 0 ? null : [],
  }))
})

const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')

async function writeFiles(folder: string, idsOf: (count: (typeof repositories)[number]) => number) {
  const dataset = join(folder, 'train.jsonl')
  await writeFile(dataset, text)
  const idsFile = join(folder, 'ids.json')
  const ids = repositories.flatMap((entry) =>
    Array.from({ length: idsOf(entry) }, (_, index) => `${entry[0].replace('/', '__')}-${index}`),
  )
  await writeFile(idsFile, JSON.stringify(ids))
  return { dataset, idsFile }
}

describe('datasetStats', () => {
  it.each([
    ['all rows', null, 2438],
    ['the rows of Lite', 2, 230],
    ['the allowed rows', 3, 2119],
  ] as const)('counts %s of SWE-Gym by repository', async (_name, column, total) => {
    await using temp = await createTempDir()
    const { dataset, idsFile } = await writeFiles(temp.path, (entry) => entry[column ?? 1])
    const stats = await datasetStats({ dataset, idsFile: column === null ? undefined : idsFile, env: {} })
    expect(stats).toMatchObject({
      rows: total,
      known: total,
      variants: { 'swe-gym': total },
      failToPass: 2,
      passToPass: 0,
      issueWords: 4,
      unknownEnvironments: [],
      problemCounts: {},
    })
    expect(new Map(stats.repositories.map(({ repo, rows }) => [repo, rows]))).toEqual(
      new Map(repositories.map((entry) => [entry[0], entry[column ?? 1]])),
    )
  })

  it('counts versions, and pairs whose environment is not known', async () => {
    await using temp = await createTempDir()
    const dataset = join(temp.path, 'a.json')
    const strange = rows.slice(0, 2).map((row, index) => ({ ...row, version: index === 0 ? '9.10' : '9.9' }))
    await writeFile(dataset, JSON.stringify([...strange, ...rows.slice(2, 4)]))
    const stats = await datasetStats({ dataset, env: {} })
    expect(stats).toMatchObject({ rows: 4, known: 2, problemCounts: { 'no-environment': 2 } })
    expect(stats.unknownEnvironments).toEqual(['pandas-dev/pandas 9.10', 'pandas-dev/pandas 9.9'])
    expect(stats.repositories[0]?.versions.map(({ version }) => version)).toEqual([
      '0.18',
      '0.19',
      '9.9',
      '9.10',
    ])
  })

  it('takes ids a line, and refuses those that are not there', async () => {
    await using temp = await createTempDir()
    const { dataset, idsFile } = await writeFiles(temp.path, () => 1)
    await writeFile(idsFile, 'bokeh__bokeh-0\n\n  dask__dask-1\r\n')
    expect((await datasetStats({ dataset, idsFile, env: {} })).rows).toBe(2)
    await writeFile(idsFile, 'nobody-1\n')
    await expect(datasetStats({ dataset, idsFile, env: {} })).rejects.toMatchObject({
      code: 'dataset/unknown-ids',
    })
  })
})
