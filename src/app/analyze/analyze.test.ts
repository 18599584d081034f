import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { analyzeCost, analyzeCurve, analyzeScaling, analyzeSelection } from '../index.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('capuchin-analyze-')
})
afterEach(() => temp[Symbol.asyncDispose]())

async function file(name: string, lines: readonly unknown[]): Promise<string> {
  const path = join(temp.path, name)
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join('\n'))
  return path
}

const path = (name: string): string => join(temp.path, name)

describe('analyzeScaling', () => {
  const options = { seed: 0, draws: 100, subsets: 100 }
  const done = { kind: 'done', costUsd: 1 }
  const instance = {
    instanceId: 'a-1',
    sharedUsd: 1,
    attempts: [
      {
        seedTestId: 't0',
        testingUsd: 0.25,
        completions: [
          { kind: 'edit', patchId: 'p1', costUsd: 1 },
          { kind: 'test', testId: 't1', costUsd: 1 },
          { kind: 'edit', patchId: 'p2', costUsd: 2 },
          done,
        ],
        final: { patchId: 'p2', testId: 't1' },
      },
      { seedTestId: null, completions: [{ kind: 'misparse' }, { kind: 'edit', patchId: null }] },
    ],
    resolved: { p1: null, p2: true },
    passes: { t0: ['p1'], t1: ['p2'] },
  }

  it('reads stored runs, writes table and figure', async () => {
    const csvFile = path('grid.csv')
    const svgFile = path('grid.svg')
    const priced = { ...instance, attempts: instance.attempts.slice(0, 1) }
    const input = await file('runs.jsonl', [
      priced,
      { ...priced, instanceId: 'a-2', resolved: { p1: true, p2: false } },
    ])
    const { grid, withoutVerdict, written } = await analyzeScaling({ ...options, input, csvFile, svgFile })
    expect(withoutVerdict).toBe(1)
    expect(written).toEqual([csvFile, svgFile])
    expect(
      grid.cells.map(({ coverage, editingUsd, totalUsd }) => [coverage?.value, editingUsd, totalUsd]),
    ).toEqual([
      [0.5, 2, 4.5],
      [0.5, 4, 6.5],
      [0.5, 8, 10.5],
      [0.5, 10, 12.5],
    ])
    const [header, first, ...rest] = (await readFile(csvFile, 'utf8')).trimEnd().split('\n')
    expect(header).toBe(
      'instances,samples,iterations,editingUsd,totalUsd,coverage,coverageLow,coverageHigh,voting,votingLow,votingHigh,random,randomLow,randomHigh,votes',
    )
    expect(first).toMatch(/^2,1,1,2,4.5,0.5,0,1,0.5,0,1,0.5,0,1,1$/)
    expect(rest).toHaveLength(3)
    expect(await readFile(svgFile, 'utf8')).toContain('2 instances')
  })

  it('takes a cost that is not given for unknown', async () => {
    const { grid } = await analyzeScaling({ ...options, input: await file('runs.jsonl', [instance]) })
    expect(grid.cells.map(({ editingUsd }) => editingUsd)).toEqual(Array.from({ length: 8 }, () => null))
  })

  it.each([
    ['of a patch', { resolved: { p1: true } }, 'attempt 1: resolved says nothing of patch p2'],
    ['of a test', { passes: { t1: [] } }, 'attempt 1: passes says nothing of test t0'],
    [
      'that fits its end',
      { attempts: [{ ...instance.attempts[0], final: { patchId: 'p1', testId: null } }] },
      'attempt 1: it ended with p1 and no test, its completions with p2 and t1',
    ],
    ['of its form', { attempts: 3 }, 'attempts: Invalid input: expected array, received number'],
  ])('refuses a line that says nothing %s', async (_, change, message) => {
    const input = await file('runs.jsonl', [instance, { ...instance, instanceId: 'a-2', ...change }])
    await expect(analyzeScaling({ ...options, input })).rejects.toMatchObject({
      code: 'analyze/bad-input',
      message: expect.stringContaining(message) as string,
    })
    await expect(analyzeScaling({ ...options, input })).rejects.toThrow('runs.jsonl, line 3')
  })

  it('refuses what is no JSON, and an empty file', async () => {
    await writeFile(path('text'), '{"instanceId":')
    await expect(analyzeScaling({ ...options, input: path('text') })).rejects.toThrow('line 1: it is no JSON')
    await writeFile(path('empty'), '\n')
    await expect(analyzeScaling({ ...options, input: path('empty') })).rejects.toThrow(
      'there is no line in it',
    )
  })

  it('refuses an instance that is given twice', async () => {
    const input = await file('runs.jsonl', [instance, instance])
    await expect(analyzeScaling({ ...options, input })).rejects.toThrow(
      /line 3: instance a-1 is already on .*runs.jsonl, line 1$/,
    )
  })

  it('says which file it could not write', async () => {
    const input = await file('runs.jsonl', [instance])
    const csvFile = path('none/grid.csv')
    await expect(analyzeScaling({ ...options, input, csvFile })).rejects.toMatchObject({
      code: 'analyze/cannot-write',
    })
  })
})

describe('analyzeSelection', () => {
  const options = { seed: 0, draws: 100, subsets: 100, bins: 5 }
  const first = {
    instanceId: 'a',
    candidates: [{ resolved: true }, { resolved: false }, { resolved: false, hasPatch: false }],
    selectors: {
      voting: { passes: [[0, 1], [1], [0]] },
      verifier: { scores: [0.9, 0.2, null], confidence: 0.9 },
      machine: { chosen: [0] },
    },
  }
  const second = {
    instanceId: 'b',
    candidates: [{ resolved: false }, { resolved: true }, { resolved: null }],
    selectors: {
      voting: { passes: [[1], [1, 2], [2]] },
      verifier: { scores: [0.6, 0.2, 0.1], confidence: 0.6 },
      machine: { chosen: [] },
    },
  }

  it('scores selectors by choice, by score and by votes', async () => {
    const input = await file('selection.jsonl', [first, second])
    const csvFile = path('selection.csv')
    const files = { csvFile, svgFile: path('best.svg'), reliabilitySvgFile: path('reliability.svg') }
    const analysis = await analyzeSelection({ ...options, ...files, input })
    const { scores, bestAtK, calibration, withoutVerdict, written } = analysis
    expect(withoutVerdict).toBe(1)
    expect(written).toEqual(Object.values(files))
    const rows = scores.selectors.map(({ name, score, abstained, tied }) => [
      name,
      score.value,
      abstained,
      tied,
    ])
    expect(rows).toEqual([
      // Two votes each, for a right and a wrong one, on both.
      ['voting', 0.5, 0, 2],
      ['verifier', 0.5, 0, 0],
      ['machine', 0.5, 1, 0],
    ])
    // On the first {0, 1} gives 1, {0, 2} gives 0 and {1, 2} gives 1; on the second they give 1, 2 and 2.
    const [voting, verifier] = bestAtK.selectors
    expect(voting?.points[1]?.value).toBeCloseTo((1 / 3 + 1 / 3) / 2, 12)
    expect(verifier?.name).toBe('verifier')
    expect(calibration.map(({ name, count }) => [name, count])).toEqual([['verifier', 2]])
    const csv = await readFile(csvFile, 'utf8')
    expect(csv).toContain('figure,name,k,value,low,high,instances\nscore,random,,0.3333')
    expect(csv).toContain('\nbestAtK,oracle,3,1,1,1,2\n')
  })

  it("scores R2E-Gym's rules by what was observed", async () => {
    const candidates = [{ resolved: false }, { resolved: true }, { resolved: false }]
    const lines = [
      // The second and the third pass as many existing tests, and the second more generated ones.
      {
        instanceId: 'a',
        candidates,
        observed: { verifier: [0.9, [0.1, 0.3], null], regression: [1, 2, 2], tests: [1, 0.5, 0] },
      },
      // By execution all are equal; the verifier has one of them.
      { instanceId: 'b', candidates, observed: { verifier: [0.1, 0.8, 0.2] } },
    ]
    const input = await file('observed.jsonl', lines)
    const { scores } = await analyzeSelection({ ...options, input })
    expect(scores.selectors.map(({ name, score, tied }) => [name, score.value, tied])).toEqual([
      ['hybrid', 1, 0],
      ['execution-only', (1 + 1 / 3) / 2, 1],
    ])
  })

  it.each([
    ['of another number', { observed: { tests: [1] } }, 'observed tests has 1 entries for 3 candidates'],
    ['of an unknown part', { observed: { luck: [1, 2, 3] } }, 'observed'],
    ['neither selectors nor observed', {}, 'a line has selectors, observed, or both'],
  ])('refuses what was observed %s', async (_, change, message) => {
    const { selectors: _given, ...rest } = first
    const input = await file('selection.jsonl', [{ ...rest, ...change }])
    await expect(analyzeSelection({ ...options, input })).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
    })
  })

  it.each([
    ['two ways', { chosen: [0], scores: [1, 2, 3] }, 'a selector has one of chosen, scores and passes'],
    ['an unknown way', { choice: 1 }, 'selectors.s'],
    ['too few', { scores: [1] }, 'selector s has 1 entries for 3 candidates'],
    ['one that is not there', { chosen: [3] }, 'selector s names candidate 3 of 3'],
  ])('refuses a selector that says %s', async (_, selector, message) => {
    const input = await file('selection.jsonl', [{ ...first, selectors: { s: selector } }])
    await expect(analyzeSelection({ ...options, input })).rejects.toMatchObject({
      code: 'analyze/bad-input',
      message: expect.stringContaining(message) as string,
    })
  })

  it('has no reliability to draw where nobody says how sure they are', async () => {
    const input = await file('selection.jsonl', [{ ...first, selectors: { s: { chosen: [0] } } }])
    const asked = { ...options, input, reliabilitySvgFile: path('none.svg') }
    await expect(analyzeSelection(asked)).rejects.toMatchObject({ code: 'analyze/no-confidence' })
  })
})

describe('analyzeCurve', () => {
  const options = { seed: 0, draws: 100, subsets: 100, exclude: [] }

  async function csv(text: string): Promise<{ readonly csv: string }> {
    await writeFile(path('points.csv'), text)
    return { csv: path('points.csv') }
  }

  it('fits a line to each series of a table, reads counts, and writes what it reads', async () => {
    const source = await csv(
      'x,resolved,instances,series\n122,54,500,all\n245,84,500,all\n491,103,500,all\n1,1,2,other\n',
    )
    const files = { csvFile: path('again.csv'), svgFile: path('curve.svg') }
    const { curves, written } = await analyzeCurve({ ...options, ...files, source, axis: 'rows' })
    expect(written).toEqual(Object.values(files))
    expect(curves.map(({ name, fit }) => [name, fit?.slope.toFixed(2), fit?.intercept.toFixed(2)])).toEqual([
      ['all', '7.04', '-22.65'],
      ['other', undefined, undefined],
    ])
    const again = await analyzeCurve({ ...options, source: { csv: files.csvFile }, axis: 'rows' })
    expect(again.curves).toEqual(curves)
    expect(await readFile(files.svgFile, 'utf8')).toContain('all: 7.04 ln x − 22.65, R² 0.984')
  })

  it('takes pass@k and best@k from a rollout, exactly or by shuffles', async () => {
    const candidates = [{ resolved: true }, { resolved: false }]
    await file('selection.jsonl', [
      { instanceId: 'a', candidates, selectors: { chosen: { scores: [0, -1] } } },
      { instanceId: 'b', candidates, selectors: { chosen: { scores: [-1, 0] } } },
    ])
    const request = { ...options, axis: 'k', source: { rollouts: [`${temp.path}/`] }, exclude: [1] } as const
    const exact = await analyzeCurve(request)
    expect(exact.curves.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual([
      ['pass@k', [50, 100]],
      ['chosen', [50, 50]],
    ])
    expect(exact.curves[0]).toMatchObject({ fit: null, excluded: [1] })
    const drawn = await analyzeCurve({ ...request, shuffles: 50 })
    expect(drawn.curves[0]?.points[1]).toMatchObject({ y: 100, interval: { low: 100, high: 100 } })
    expect(drawn.intervals).toContain('over 50 shuffles')
    const trained = { ...request, axis: 'rows', source: { rollouts: [`${temp.path}/=122`] } } as const
    const byRows = await analyzeCurve(trained)
    expect(byRows.curves.map(({ name, points }) => [name, points[0]?.x, points[0]?.y])).toEqual([
      ['one attempt', 122, 50],
      ['chosen', 122, 50],
      ['best possible', 122, 100],
    ])
    await expect(analyzeCurve({ ...trained, source: request.source })).rejects.toMatchObject({
      code: 'config/bad-flag',
    })
  })

  it.each([
    ['x,y\n', 'there is no row below a header'],
    ['x,y\n0,1\n', 'row 1: x: '],
    ['x,y\n1,2\n2,much\n', 'row 2: y: '],
    ['x,series\n1,a\n', 'a row has either y, or resolved and instances'],
    ['x,y,low\n1,2,1\n', 'a row has low and high, or neither'],
    ['x,resolved,instances\n1,3,2\n', 'resolved is at most instances'],
  ])('refuses %j', async (text, message) => {
    const source = await csv(text)
    await expect(analyzeCurve({ ...options, source, axis: 'k' })).rejects.toThrow(message)
  })
})

describe('analyzeCost', () => {
  const usage = { inputTokens: 2_000_000, outputTokens: 100_000, cacheReadTokens: 500_000 }

  it('adds up a ledger', async () => {
    const input = await file('ledger.jsonl', [
      { stage: 'edits', model: 'strong', usage },
      { stage: 'scan', model: 'own', usage: { inputTokens: 3_600_000, outputTokens: 0 } },
    ])
    const ratesFile = await file('rates.json', [
      {
        strong: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
        own: { usdPerHour: 8, tokensPerSecond: 2000 },
      },
    ])
    const { table } = await analyzeCost({ input, ratesFile, csvFile: path('cost.csv') })
    expect(table.stages.map(({ stage, totalUsd }) => [stage, totalUsd?.toFixed(2)])).toEqual([
      ['edits', '6.15'],
      ['scan', '4.00'],
    ])
    expect(await readFile(path('cost.csv'), 'utf8')).toContain('total,4.5,1.5,0.15,0,4,10.15,\n')
  })

  it('says what is wrong with rates', async () => {
    const input = await file('ledger.jsonl', [{ stage: 'edits', model: 'strong', usage }])
    const ratesFile = await file('rates.json', [{ strong: { input: 3 } }])
    await expect(analyzeCost({ input, ratesFile })).rejects.toThrow('strong: a rate has input, output')
    await expect(analyzeCost({ input, ratesFile: path('none') })).rejects.toMatchObject({
      code: 'analyze/bad-rates',
    })
  })
})
