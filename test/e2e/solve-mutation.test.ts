import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { essence, needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import {
  fingerprint,
  javascriptLimit,
  makeRepository,
  pythonSum,
  pythonSumIssue,
} from './sample-repositories.ts'

describe('capuchin solve --strategy mutation', () => {
  const desk = useDesk(needsSandbox)
  const firstOnly = ['--max-plausible', '1', '--json'] as const

  it('solves a Python project, shows it, applies it and takes it back', async () => {
    const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    const before = fingerprint(cwd)
    const end = await desk.run(['solve', pythonSumIssue, ...firstOnly], { cwd })
    const { runId, events, result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.evidence?.tests).toMatchObject({ broken: [], stillFailing: [] })
    expect(result.evidence?.tests?.fixed).toHaveLength(2)
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['run-start', 'baseline', 'attempt', 'run-end']),
    )
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)

    const shown = await desk.run(['show', 'last', '--patch'], { cwd })
    expect(shown.stdout).toBe(result.candidates[0]?.patch)
    expect(shown.stdout).toContain('+    return a + b')
    const history = readSolveOutput(await desk.run(['show', runId, '--json'], { cwd }))
    expect(history.result).toEqual(result)
    expect(history.events).toEqual(events.filter((event) => !isTransient(event)))
    expect((await desk.run(['show', runId], { cwd })).stdout).toContain('fixes 2 failing tests')
    expect((await desk.run(['runs'], { cwd })).stdout).toMatch(new RegExp(`${runId} +done`))

    expect(await desk.run(['apply', runId], { cwd })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(cwd, 'calc.py'), 'utf8')).toContain('return a + b')
    expect(await desk.run(['apply', runId], { cwd })).toMatchObject({ exitCode: 2 })
    expect(await desk.run(['undo', runId], { cwd })).toMatchObject({ exitCode: 0 })
    expect(fingerprint(cwd)).toEqual(before)
  })

  it('does not take a patch back from a file that was edited since', async () => {
    const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    const end = await desk.run(['solve', pythonSumIssue, ...firstOnly, '--apply'], { cwd })
    expect(end.exitCode).toBe(0)
    const file = join(cwd, 'calc.py')
    writeFileSync(file, `${readFileSync(file, 'utf8')}# mine\n`)
    const edited = fingerprint(cwd)
    const undone = await desk.run(['undo', 'last'], { cwd })
    expect(undone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('calc.py') })
    expect(fingerprint(cwd)).toEqual(edited)
  })

  it('commits on a branch and leaves the checkout alone', async () => {
    const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    const head = git(cwd, 'rev-parse', 'HEAD')
    const end = await desk.run(['solve', pythonSumIssue, ...firstOnly, '--branch', 'fix'], { cwd })
    expect(end.exitCode).toBe(0)
    expect(git(cwd, 'show', 'fix:calc.py')).toContain('return a + b')
    expect(git(cwd, 'rev-parse', 'fix^')).toBe(head)
    expect(git(cwd, 'rev-parse', 'HEAD')).toBe(head)
    expect(git(cwd, 'branch', '--show-current')).toBe('main\n')
    expect(git(cwd, 'status', '--porcelain')).toBe('')
    expect(readFileSync(join(cwd, 'calc.py'), 'utf8')).toBe(pythonSum['calc.py'])
  })

  it('solves a JavaScript project', async () => {
    const cwd = makeRepository(join(desk.path, 'project'), javascriptLimit)
    const before = fingerprint(cwd)
    const end = await desk.run(['solve', '--strategy', 'mutation', ...firstOnly], { cwd })
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.candidates[0]?.patch).toContain('+  return value >= limit')
    expect(fingerprint(cwd)).toEqual(before)
  })

  it('goes by a failing command where there are no tests', async () => {
    const cwd = makeRepository(join(desk.path, 'project'), { 'calc.py': pythonSum['calc.py'] ?? '' })
    const check = `python3 -c 'import calc; assert calc.add(2, 3) == 5'`
    const end = await desk.run(['solve', pythonSumIssue, '--fail-cmd', check, ...firstOnly], { cwd })
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.evidence?.failCommand).toEqual({ before: 1, after: 0 })
    expect(result.caveats.join('\n')).toContain('no test suite was run')
  })

  it('gives the same result for the same seed', async () => {
    const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    const args = ['solve', pythonSumIssue, '--attempts', '2', '--seed', '5', ...firstOnly]
    const first = readSolveOutput(await desk.run(args, { cwd }))
    const second = readSolveOutput(await desk.run(args, { cwd }))
    expect(essence(second.result)).toEqual(essence(first.result))
    expect(first.result.attempts).toHaveLength(2)
  })
})

function isTransient(event: { readonly type: string; readonly event?: { readonly type: string } }): boolean {
  return event.event?.type === 'model-text'
}
