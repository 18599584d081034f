import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Prediction } from '../../domain/index.ts'
import { createTempDir } from '../../std/index.ts'
import { isEmptyPrediction, loadPredictions, readPredictions } from './read-predictions.ts'
import { renderPredictionLines, renderPredictionObject } from './write-predictions.ts'

const row = (id: string, patch: string | null = 'diff', model = 'm') => ({
  instance_id: id,
  model_name_or_path: model,
  model_patch: patch,
})
const instance = (instanceId: string) => ({
  instanceId,
  repo: 'a/b',
  baseCommit: 'c',
  problemStatement: '',
  goldPatch: 'gold diff',
})
const source = { instances: [instance('a'), instance('b')] }

async function fromFile(name: string, content: string) {
  await using temp = await createTempDir()
  const path = join(temp.path, name)
  await writeFile(path, content)
  return await readPredictions(path)
}

describe('readPredictions', () => {
  const expected = new Map([
    ['a', { instanceId: 'a', model: 'm', patch: 'diff' }],
    ['b', { instanceId: 'b', model: 'm', patch: null }],
  ])

  it.each([
    ['p.jsonl', `${JSON.stringify(row('a'))}\n\n${JSON.stringify(row('b', null))}\n`],
    ['p.json', JSON.stringify([row('a'), row('b', null)])],
    ['preds.json', JSON.stringify({ a: row('a'), b: row('b', null) })],
    [
      'preds.json',
      JSON.stringify({ a: { model_patch: 'diff', model_name_or_path: 'm' }, b: { ...row('b', null) } }),
    ],
  ])('reads %s holding %s', async (name, content) => {
    expect((await fromFile(name, content)).predictions).toEqual(expected)
  })

  it.each([
    ['a.pred', JSON.stringify(row('a'))],
    ['a.traj', JSON.stringify({ trajectory: [], info: { submission: 'diff', exit_status: 'submitted' } })],
    ['a.traj.json', JSON.stringify({ instance_id: 'a', messages: [], info: { submission: 'diff' } })],
  ])("reads an agent's own file %s", async (name, content) => {
    const { predictions } = await fromFile(name, content)
    expect([...predictions.values()]).toMatchObject([{ instanceId: 'a', patch: 'diff' }])
  })

  it('lets the last of several rows count, and lists ids and models', async () => {
    const content = JSON.stringify([row('a', 'one'), row('b', 'x', 'other/n'), row('a', 'two')])
    const read = await fromFile('p.json', content)
    expect([...read.predictions.values()].map(({ instanceId, patch }) => [instanceId, patch])).toEqual([
      ['b', 'x'],
      ['a', 'two'],
    ])
    expect(read).toMatchObject({ duplicates: ['a'], models: ['m', 'other/n'] })
  })

  it.each([
    ['p.json', '[{"instance_id": "a"}]', 'row 1', 'model_patch'],
    ['p.jsonl', `${JSON.stringify(row('a'))}\n{"model_patch": ""}\n`, 'line 2', 'instance_id'],
    ['p.json', '[{"instance_id": "a", "model_patch": 3}]', 'row 1', 'model_patch'],
  ])('names what is wrong in %s holding %s', async (name, content, where, field) => {
    await expect(fromFile(name, content)).rejects.toMatchObject({
      code: 'dataset/bad-predictions',
      data: { where, field },
    })
  })

  it.each([
    ['p.txt', ''],
    ['p.json', '3'],
    ['p.json', '{'],
  ])('refuses %s holding %j', async (name, content) => {
    await expect(fromFile(name, content)).rejects.toMatchObject({ code: 'dataset/bad-predictions' })
  })

  it.each([
    [null, true],
    ['', true],
    [' \n', false],
    ['diff', false],
  ])('patch %j is empty: %s', (patch, empty) => {
    expect(isEmptyPrediction({ instanceId: 'a', model: 'm', patch })).toBe(empty)
  })
})

describe('loadPredictions', () => {
  it.each([
    ['gold', 'gold diff'],
    ['empty', null],
  ])('%s is made of the instances', async (word, patch) => {
    const { predictions, missing, models } = await loadPredictions(word, source)
    expect([...predictions.values()]).toEqual(
      ['a', 'b'].map((instanceId) => ({ instanceId, model: word, patch })),
    )
    expect([missing, models]).toEqual([[], [word]])
  })

  it('lists what is missing and what was not asked for, and refuses what nobody knows', async () => {
    await using temp = await createTempDir()
    const path = join(temp.path, 'p.json')
    await writeFile(path, JSON.stringify([row('a'), row('z')]))
    const known = { ...source, knownIds: new Set(['a', 'b', 'z']) }
    expect(await loadPredictions(path, known)).toMatchObject({ missing: ['b'], unasked: ['z'] })
    await expect(loadPredictions(path, source)).rejects.toMatchObject({
      code: 'dataset/unknown-ids',
      data: { unknown: ['z'] },
    })
  })
})

describe('written predictions', () => {
  const prediction = fc.record({
    instanceId: fc.string({ minLength: 1 }),
    model: fc.string(),
    patch: fc.option(fc.string({ unit: fc.constantFrom('a', '\n', '\u2028', '\u0085', '"', '\r') })),
  })

  it.each([
    ['p.jsonl', renderPredictionLines],
    ['p.json', renderPredictionObject],
  ] as const)('are read again from %s', async (name, render) => {
    await using temp = await createTempDir()
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(prediction, { selector: ({ instanceId }) => instanceId, maxLength: 5 }),
        async (list: readonly Prediction[]) => {
          await writeFile(join(temp.path, name), render(list))
          const { predictions } = await readPredictions(join(temp.path, name))
          const byId = (items: Iterable<Prediction>) =>
            new Map([...items].map((item) => [item.instanceId, item]))
          expect(byId(predictions.values())).toEqual(byId(list))
        },
      ),
      { numRuns: 40, examples: [[[{ instanceId: '__proto__', model: '', patch: null }]]] },
    )
  })

  it('have no line ends but their own', () => {
    const text = renderPredictionLines([{ instanceId: 'a', model: 'm', patch: 'x\u2028y\u0085z' }])
    expect(text).toBe('{"model_name_or_path":"m","instance_id":"a","model_patch":"x\\u2028y\\u0085z"}\n')
  })
})
