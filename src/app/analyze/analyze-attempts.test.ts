import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { analyzeAttempts } from '../index.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('capuchin-attempts-')
})
afterEach(() => temp[Symbol.asyncDispose]())

const good = {
  model: 'small',
  edit_outcome: true,
  lint_outcome: true,
  test_outcome: true,
  cost: 1,
  added_files: ['a.py'],
  patch_chars: 9,
  chosen: true,
  try: 1,
}
const failing = { ...good, test_outcome: false, chosen: false }
const empty = { ...failing, patch_chars: 0, added_files: ['b.py', 'a.py'] }
const large = { model: 'large' }
const instances = [
  { instance_id: 'first', gold_files: ['a.py'], resolved: true, attempts: [good] },
  {
    instance_id: 'later',
    gold_files: ['a.py'],
    resolved: true,
    attempts: [failing, { ...failing, ...large }, { ...good, try: 2, added_files: ['b.py'] }],
  },
  // The attempt of the large model in the first round broke and left no record.
  {
    instance_id: 'gap',
    gold_files: ['c.py'],
    resolved: false,
    attempts: [failing, { ...good, ...large, try: 2 }],
  },
  {
    instance_id: 'replaced',
    gold_files: ['a.py'],
    resolved: false,
    attempts: [
      { ...good, chosen: false },
      { ...good, ...large },
    ],
  },
  {
    instance_id: 'none',
    gold_files: ['a.py'],
    resolved: false,
    attempts: [
      { ...empty, model: null },
      { ...failing, ...large, chosen: true },
    ],
  },
]

async function write(lines: readonly unknown[]): Promise<string> {
  const path = join(temp.path, 'attempts.jsonl')
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

describe('analyzeAttempts', () => {
  it('counts by attempt and by model, whatever records lack', async () => {
    const csvFile = join(temp.path, 'counts.csv')
    const { table, written } = await analyzeAttempts({ input: await write(instances), csvFile })
    expect(table).toMatchObject({
      instances: 5,
      unnamed: 1,
      withoutVerdict: 0,
      costUsd: 10,
      all: { made: 10, plausible: 5, proposed: 5, proposedPlausible: 4, resolved: 2, plausibleResolved: 2 },
      byModel: [
        { model: 'small', made: 6, proposed: 2, resolved: 2 },
        { model: 'large', made: 4, proposed: 3, resolved: 0 },
      ],
    })
    const rows = table.byAttempt.map((row) => [
      row.models.join(),
      row.made,
      row.proposed,
      row.proposedPlausible,
      row.cumulativeResolved,
    ])
    expect(rows).toEqual([
      ['small', 5, 1, 1, 1],
      ['large', 3, 2, 1, 1],
      ['small', 1, 1, 1, 2],
      ['large', 1, 1, 1, 2],
    ])
    expect(written).toEqual([csvFile])
    const lines = (await readFile(csvFile, 'utf8')).trimEnd().split('\n')
    expect(lines[3]).toBe('attempt,3,small,5,1,1,1,1,1,1,2')
    expect(lines).toHaveLength(8)
  })

  it('says which choices no rule makes, and of which kind they are', async () => {
    const odd = [
      {
        instance_id: 'odd',
        resolved: false,
        attempts: [
          { ...good, chosen: false },
          { ...good, try: 2 },
        ],
      },
      {
        instance_id: 'over',
        resolved: false,
        attempts: [
          { ...failing, chosen: true },
          { ...good, chosen: false },
        ],
      },
      { instance_id: 'open', resolved: null, attempts: [failing] },
    ]
    const { picks, table } = await analyzeAttempts({ input: await write([...instances, ...odd]) })
    expect(picks).toEqual({
      plausible: 5,
      first: 3,
      late: [
        { instanceId: 'replaced', recorded: 2, byRule: 1, cause: 'round' },
        { instanceId: 'odd', recorded: 2, byRule: 1, cause: 'other' },
      ],
      implausible: 2,
      passedOver: [{ instanceId: 'over', recorded: 1, byRule: 2 }],
      fallbacks: [
        { order: 'code', agreeing: 2, levels: [2], others: [] },
        {
          order: 'article',
          agreeing: 1,
          levels: [2],
          others: [{ instanceId: 'none', recorded: 2, byRule: 1 }],
        },
      ],
      withoutChoice: 1,
    })
    expect(table.withoutVerdict).toBe(1)
  })

  it('tells how often attempts had the files of the true fix', async () => {
    const { gold } = await analyzeAttempts({ input: await write(instances) })
    expect(gold).toEqual({
      instances: 5,
      chosen: 3,
      first: 4,
      any: 4,
      exactly: 3,
      resolvedWith: 1,
      resolvedWithout: 1,
      files: 5,
    })
    const unknown = instances.map((instance) => ({ ...instance, gold_files: undefined }))
    expect((await analyzeAttempts({ input: await write(unknown) })).gold).toBeNull()
  })

  it('reads a folder as the harness leaves it, and finds the chosen result among the others', async () => {
    const folder = join(temp.path, 'predictions')
    await mkdir(folder)
    for (const { attempts, ...instance } of instances) {
      const all = attempts.map((attempt) => ({
        ...attempt,
        chosen: undefined,
        patch_chars: undefined,
        model_patch: 'x'.repeat(attempt.patch_chars),
      }))
      const chosen = all[attempts.findIndex(({ chosen: isChosen }) => isChosen)]
      const cost = all.reduce((sum, result) => sum + result.cost, 0)
      const file = { ...chosen, ...instance, cost, tries: 9, all_results: all }
      await writeFile(join(folder, `${instance.instance_id}.json`), JSON.stringify(file, null, 4))
    }
    await writeFile(join(folder, 'results.json'), '{"resolved": []}')
    await writeFile(join(folder, 'first.md'), '# not read')
    const fromFolder = await analyzeAttempts({ input: folder })
    const fromLines = await analyzeAttempts({ input: await write(instances) })
    expect(fromFolder.table).toEqual(fromLines.table)
    expect(fromFolder.picks).toEqual(fromLines.picks)
    expect(fromFolder.gold).toEqual(fromLines.gold)
  })

  it('numbers attempts by their place where there are no rounds, and takes what is not known for unknown', async () => {
    const bare = { ...failing, try: undefined, cost: undefined, added_files: undefined }
    const input = await write([{ instance_id: 'x', attempts: [bare, { ...bare, chosen: true, cost: null }] }])
    const { table, gold } = await analyzeAttempts({ input })
    expect(table.byAttempt).toMatchObject([
      { number: 1, proposed: 0 },
      { number: 2, proposed: 1 },
    ])
    expect(table).toMatchObject({ costUsd: null, withoutVerdict: 1 })
    expect(gold).toBeNull()
  })

  it.each<[string, readonly unknown[], string]>([
    ['of another form', [{ instance_id: 'x' }], 'line 1: the line: it needs instance_id with attempts'],
    ['without attempts', [{ ...instances[0], attempts: [] }], 'line 1'],
    ['that is there twice', [instances[0], instances[0]], 'line 2: instance first is already on'],
  ])('refuses an instance %s', async (_, lines, message) => {
    const input = await write(lines)
    await expect(analyzeAttempts({ input })).rejects.toMatchObject({
      code: 'analyze/bad-input',
      message: expect.stringContaining(message) as string,
    })
  })

  it('refuses what is not there, and what is empty', async () => {
    await expect(analyzeAttempts({ input: join(temp.path, 'none') })).rejects.toMatchObject({
      code: 'log/unreadable',
    })
    await expect(analyzeAttempts({ input: await write([]) })).rejects.toThrow('there is no instance in it')
    await mkdir(join(temp.path, 'bare'))
    await expect(analyzeAttempts({ input: join(temp.path, 'bare') })).rejects.toThrow('there is no instance')
  })

  it('prints the tables of the article from the recorded run of its harness (needs CAPUCHIN_DATA)', async (context) => {
    const input = join(process.env['CAPUCHIN_DATA'] ?? '', 'harness-attempts.jsonl')
    if (!existsSync(input)) context.skip('set CAPUCHIN_DATA to a folder with harness-attempts.jsonl in it')
    const { table, gold, picks } = await analyzeAttempts({ input })
    expect(table).toMatchObject({ instances: 300, unnamed: 15, all: { made: 835, resolved: 79 } })
    expect(table.byAttempt.map(({ proposed }) => proposed)).toEqual([208, 49, 20, 9, 11, 3])
    expect(table.byAttempt.map(({ resolved }) => resolved)).toEqual([61, 10, 3, 2, 2, 1])
    expect(table.byModel.map(({ proposed, resolved }) => [proposed, resolved])).toEqual([
      [239, 66],
      [61, 13],
    ])
    expect(table.all).toMatchObject({ proposedPlausible: 214, plausibleResolved: 70 })
    expect(gold).toMatchObject({ chosen: 211, first: 200, any: 221, exactly: 146, resolvedWith: 74 })
    expect(picks).toMatchObject({ plausible: 214, first: 208, implausible: 86, passedOver: [] })
    expect(picks.late.map(({ cause }) => cause)).toEqual(Array.from({ length: 6 }, () => 'round'))
    expect(picks.fallbacks).toMatchObject([
      { order: 'code', agreeing: 86, levels: [73, 4, 3, 0, 6] },
      { order: 'article', agreeing: 84 },
    ])
  })
})
