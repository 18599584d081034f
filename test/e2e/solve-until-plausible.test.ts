import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { essence, needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { killAfter } from './killed-run.ts'
import { editBlock, startModel } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const sum = '    return a - b'
const breaking = editBlock('calc.py', '    return a / 2', '    return a')
const useless = editBlock('calc.py', sum, '    return a * b')
const right = editBlock('calc.py', sum, '    return a + b')
const undefinedName = editBlock('calc.py', sum, '    return a + c')
const noMatch = editBlock('calc.py', '    return nothing', '    return a + b')

describe('capuchin solve --until plausible', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })
  const args = (models: readonly { readonly model: string }[], ...more: readonly string[]) => [
    'solve',
    pythonSumIssue,
    ...models.flatMap(({ model }) => ['--model', model]),
    ...'--until plausible --strategy edit-loop --max-reflections 0 --attempts 6 --json'.split(' '),
    ...more,
  ]

  it('alternates models, stops at the first plausible attempt, and says what kept the others', async () => {
    await using first = await startModel([breaking])
    await using second = await startModel([right])
    const { result, events } = readSolveOutput(await desk.run(args([first, second]), { cwd }))
    expect(result).toMatchObject({
      status: 'done',
      chosen: 0,
      stoppedEarly: expect.stringContaining('after 2 of 6 attempts') as string,
      plausible: { picked: 1, fallbackLevel: null, rule: 'baseline' },
    })
    expect(result.plausible?.attempts).toMatchObject([
      { attemptIndex: 0, model: first.model, edits: true, lint: true, tests: false, plausible: false },
      { attemptIndex: 1, model: second.model, edits: true, lint: true, tests: true, plausible: true },
    ])
    expect([first.requests.length, second.requests.length]).toEqual([1, 1])
    const order = events.flatMap((event) =>
      event.type === 'attempt' && ['attempt-start', 'attempt-end'].includes(event.event.type)
        ? [`${event.event.type} ${event.attemptIndex}`]
        : [],
    )
    expect(order).toEqual(['attempt-start 0', 'attempt-end 0', 'attempt-start 1', 'attempt-end 1'])
    const { stdout } = await desk.run(['show', 'last'], { cwd })
    expect(stdout).toContain('not plausible: breaks 1 test that did not fail before')
    expect(stdout).toMatch(/> 1 .*plausible: fixes 2 failing tests and breaks none/)
    const analysis = await desk.run(['analyze', 'attempts', '--run', 'last'], { cwd })
    expect(analysis.stdout).toContain('1 instances have no verdict')
    expect(analysis.stdout).toMatch(/^1 +scripted@\S+ +1 +0 +0 +0\.0 /m)
    expect(analysis.stdout).toMatch(/^2 +scripted@\S+ +1 +1 +1 +100\.0 /m)
  })

  it('says of each attempt which linter could not look at it, and holds nothing against the patch', async () => {
    await using model = await startModel([right])
    const end = await desk.run(args([model], '--lint-cmd', 'python: ./no-such-linter'), { cwd })
    const { result, events } = readSolveOutput(end)
    const sentence = /^\.\/no-such-linter could not look at the edits \(.*\): try it by hand/
    expect(result).toMatchObject({ status: 'done' })
    expect(result.plausible?.attempts).toMatchObject([
      { lint: true, plausible: true, brokenLinters: [expect.stringMatching(sentence)] },
    ])
    const [text = ''] = result.plausible?.attempts[0]?.brokenLinters ?? []
    expect(events).toContainEqual({ type: 'run-note', text: `attempt 0: ${text}` })
    const { stdout } = await desk.run(['show', 'last'], { cwd })
    expect(stdout).toContain(`Attempt 0: ${text}`)
    await desk.run(['show', 'last', '--html', 'run.html'], { cwd })
    expect(readFileSync(join(cwd, 'run.html'), 'utf8')).toContain(`<li>${text}</li>`)
  })

  it('counts what failed before, too, by the rule of the article', async () => {
    await using first = await startModel([useless])
    await using second = await startModel([right])
    const ours = readSolveOutput(await desk.run(args([first, second]), { cwd }))
    expect(ours.result.plausible?.picked).toBe(0)
    const theirs = readSolveOutput(await desk.run(args([first, second], '--plausible', 'article'), { cwd }))
    expect(theirs.result.plausible?.picked).toBe(1)
    expect(theirs.result.plausible?.attempts[0]?.reason).toBe('2 tests still fail')
  })

  it('takes the least bad where none is plausible, and says so', async () => {
    await using first = await startModel([noMatch])
    await using second = await startModel([undefinedName])
    await using third = await startModel([breaking])
    const end = await desk.run(args([first, second, third], '--attempts', '4'), { cwd })
    expect(end.exitCode).toBe(6)
    const { result } = readSolveOutput(end)
    expect(result).toMatchObject({ status: 'no-plausible', chosen: null, stoppedEarly: null })
    expect(result.plausible).toMatchObject({ picked: 2, fallbackLevel: { level: 1 } })
    expect(result.plausible?.attempts.map(({ hasPatch, lint }) => [hasPatch, lint])).toEqual([
      [false, null],
      [true, false],
      [true, true],
      [false, null],
    ])
    expect(result.reason).toMatch(/^no attempt is plausible; the least bad is attempt 2 by scripted@/)
    expect(result.candidates[0]).toMatchObject({ attemptIndex: 2 })
  })

  it('goes on after a kill, asks nothing twice and comes to the same', async () => {
    const solveWith = async (kills: boolean) => {
      await using first = await startModel([breaking], { delayMs: 300 })
      await using second = await startModel([breaking], { delayMs: 300 })
      const own = makeRepository(join(desk.path, `killed-${kills}`), pythonSum)
      const call = args([first, second], '--attempts', '4')
      if (!kills) return readSolveOutput(await desk.run(call, { cwd: own }))
      const cli = desk.start(call, { cwd: own })
      await cli.says('"attemptIndex":2')
      await killAfter(cli, { lines: 0, laterMs: 100 })
      const asked = first.requests.length + second.requests.length
      expect(asked).toBeGreaterThanOrEqual(2)
      const resumed = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd: own }))
      // One call at most was under way when it was killed.
      expect(first.requests.length + second.requests.length).toBeLessThanOrEqual(5)
      return resumed
    }
    const whole = await solveWith(false)
    const killed = await solveWith(true)
    expect(killed.result.attempts).toEqual(whole.result.attempts)
    expect(essence(killed.result).candidates).toEqual(essence(whole.result).candidates)
    expect(killed.result.plausible?.attempts.map(({ reason }) => reason)).toEqual(
      whole.result.plausible?.attempts.map(({ reason }) => reason),
    )
  })
})
