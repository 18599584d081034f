import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { editBlock, startEditTestModel, textOf } from './model-endpoint.ts'
import { fingerprint, makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const script =
  'import sys\nfrom calc import add\nprint("got", add(2, 3))\nsys.exit(0 if add(2, 3) == 5 else 2)'
const edit = (line: string): string => `<edit>\n${editBlock('calc.py', '    return a - b', line)}</edit>`
const testing = [`<test>\n${script}\n</test>`, 'It shows the issue. <done></done>']
const editing = [edit('    return a * b'), edit('    return a + b')]

describe('capuchin solve --strategy edit-test', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })
  const args = (model: string): readonly string[] => [
    'solve',
    pythonSumIssue,
    '--strategy',
    'edit-test',
    '--model',
    model,
    '--json',
  ]

  it('shows the issue by a script, mends the code, and ends when script and tests agree', async () => {
    await using model = await startEditTestModel({ testing, editing })
    const before = fingerprint(cwd)
    const end = await desk.run([...args(model.model), '--attempts', '2'], { cwd })
    const { events, result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.evidence?.tests?.fixed).toHaveLength(2)
    expect(model.requests).toHaveLength(8)
    expect(textOf(model.requests.at(-1))).toContain('+    return a * b')
    const emitted = events.flatMap((event) =>
      event.type === 'attempt' && event.event.type === 'emitted' && event.attemptIndex === 1
        ? [`${event.event.machine}: ${event.event.kind}`]
        : [],
    )
    expect(emitted).toEqual(['testing: test', 'testing: done', 'editing: edit', 'editing: edit'])
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('makes no further attempts once those that ended are enough, and says what was spent on what', async () => {
    await using model = await startEditTestModel({ testing, editing })
    const end = await desk.run([...args(model.model), '--attempts', '6', '--enough', '0.9'], { cwd })
    const { result } = readSolveOutput(end)
    expect(result.status).toBe('done')
    expect(result.stoppedEarly).toMatch(/of 6 attempts/)
    expect(result.attempts.at(-1)?.outcome).toBe('cancelled')
    expect(model.requests.length).toBeLessThan(6 * 4)
    expect(result.spending.map(({ stage }) => stage).toSorted()).toEqual(['editing', 'testing'])
  })

  it('goes on after a kill without asking anything twice', async () => {
    await using model = await startEditTestModel({ testing, editing }, { delayMs: 200 })
    const run = desk.start(args(model.model), { cwd })
    await run.says('"machine":"editing"')
    run.kill('SIGKILL')
    await run.end
    const resumed = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
    expect(resumed.result.status).toBe('done')
    // The one call that may have been under way when the run was killed.
    expect(model.requests.length - 4).toBeLessThanOrEqual(1)
  })

  it.each([
    [['--flow', 'codemonkeys', '--strategy', 'edit-loop'], /codemonkeys is one of the edit-test strategy/],
    [['--flow', 'v0.35', '--strategy', 'edit-test'], /v0.35 is one of the edit-loop strategy/],
    [['--completions', '0', '--strategy', 'edit-test'], /completions/],
  ])('refuses %j in one sentence', async (flags, sentence) => {
    const end = await desk.run(['solve', pythonSumIssue, '--model', 'm@http://127.0.0.1:1/v1', ...flags], {
      cwd,
    })
    expect(end.exitCode).toBe(2)
    expect(end.stderr).toMatch(sentence)
  })
})
