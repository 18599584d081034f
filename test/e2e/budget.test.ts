import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { killAfter } from './killed-run.ts'
import { editBlock, purposeOf, startModel, startScanModel } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

/** A reply counts 100 tokens of input; what a call sets aside is the length of its prompt. */
const replyUsd = 0.01
const prices = 'prices:\n  compatible/scripted: { input: 100, output: 0 }\n'
const wrong = editBlock('calc.py', '    return a - b', '    return a * b')
const right = editBlock('calc.py', '    return a - b', '    return a + b')
const askForFile = 'To see what it does I need\n\ncalc.py\n'

describe('capuchin solve --budget-usd', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    writeFileSync(desk.userConfig, prices)
  })
  const args = (model: string, budgetUsd: number): readonly string[] => [
    'solve',
    pythonSumIssue,
    '--model',
    model,
    '--attempts',
    '12',
    '--max-reflections',
    '1',
    '--fail-cmd',
    "grep -q 'a + b' calc.py",
    '--test-cmd',
    "grep -q 'a / 2' calc.py",
    '--budget-usd',
    `${budgetUsd}`,
    '--json',
  ]

  it('begins no attempt that is not expected to fit, and gives attempts what the choice does not need', async () => {
    await using model = await startModel([askForFile, wrong])
    const end = await desk.run(args(model.model, 0.25), { cwd })
    const { result } = readSolveOutput(end)
    const made = result.attempts.filter(({ outcome }) => outcome !== 'cancelled')
    expect(made.length).toBeGreaterThanOrEqual(2)
    expect(made.length).toBeLessThan(12)
    expect(made.filter(({ reason }) => reason.includes('may cost'))).toEqual([])
    expect(result.stoppedEarly).toMatch(/of 12 attempts another is expected to cost \$0\.02/)
    expect(result.saved?.attempts).toBe(12 - made.length)
    expect(result.saved?.usd).toBeCloseTo((12 - made.length) * 2 * replyUsd)
    expect(result.budget?.selection).toMatchObject({ spentUsd: 0, movedUsd: expect.any(Number) })
    expect(result.budget?.selection.movedUsd).toBeGreaterThan(0)
    expect(result.budget?.attempts.spentUsd).toBeCloseTo(model.requests.length * replyUsd)
    expect(result.spending).toMatchObject([{ stage: 'attempts', calls: model.requests.length }])
    const shown = await desk.run(['show', 'last'], { cwd })
    expect(shown.stdout).toMatch(/Budget: \$\d\.\d+ of \$0\.25 spent; .* went back to attempts/)
    expect(shown.stdout).toMatch(/Stopped early: .*; saved \d+ attempts, about \$0\.\d+/)
  })

  it('stops where three attempts agree on a patch that holds', async () => {
    await using model = await startModel([askForFile, right])
    const { result } = readSolveOutput(await desk.run(args(model.model, 5), { cwd }))
    expect(result.status).toBe('done')
    expect(result.stoppedEarly).toMatch(/^after 3 of 12 attempts .* less than 2 points/)
    expect(model.requests.length).toBeLessThanOrEqual(2 * 6)
  })

  it('leaves a scan that does not fit in its quarter, and makes attempts all the same', async () => {
    await using model = await startScanModel({ relevant: () => true, ranking: ['calc.py'], edit: right })
    const one = ['--context', 'scan', '--attempts', '1']
    const { events, result } = readSolveOutput(await desk.run([...args(model.model, 0.12), ...one], { cwd }))
    expect(result.status).toBe('done')
    const asked = model.requests.map(purposeOf)
    expect(asked.filter((purpose) => purpose === 'attempt')).toHaveLength(1)
    expect(asked).not.toContain('ranking')
    expect(JSON.stringify(events)).toContain('attempts begin without a scan')
    expect(result.context).toBeNull()
    expect(result.budget?.context.spentUsd).toBeCloseTo((asked.length - 1) * replyUsd)
    expect(result.budget?.context.spentUsd).toBeLessThanOrEqual(0.03)
  })

  it.each([
    ['in the middle of two attempts', { last: 2, laterMs: 400 }],
    // What is left then is more than an attempt costs and less than its first call sets aside.
    ['at the beginning of two', { last: 3, laterMs: 50 }],
  ])(
    'counts what was spent before a kill %s, and decides as it had',
    { timeout: 120_000 },
    async (_, { last, laterMs }) => {
      await using model = await startModel([askForFile, wrong], { delayMs: 300 })
      const cap = 0.25
      const run = desk.start(args(model.model, cap), { cwd })
      await run.says(`"attemptIndex":${last}`)
      await killAfter(run, { lines: 1, laterMs })
      const before = model.requests.length
      const { result } = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
      const inFlight = 2
      expect(before).toBeGreaterThan(2)
      expect(model.requests.length * replyUsd).toBeLessThanOrEqual(cap + inFlight * replyUsd)
      expect(result.stoppedEarly).toMatch(/of 12 attempts another is expected to cost/)
      const paid = (model.requests.length - inFlight) * replyUsd
      expect(result.budget?.spentUsd).toBeGreaterThanOrEqual(paid - 1e-9)
      const finished = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd })).result
      expect(finished.stoppedEarly).toBe(result.stoppedEarly)
    },
  )
})
