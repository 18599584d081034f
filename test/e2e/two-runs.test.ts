import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { essence, needsSandbox, openDesk, readSolveOutput } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { editBlock, startModel } from './model-endpoint.ts'
import { fingerprint, makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

describe('two runs in one repository', () => {
  it('do not disturb each other', async (context) => {
    await needsSandbox(context)
    await using desk = await openDesk()
    await using model = await startModel([
      'First I need\n\ncalc.py\n',
      editBlock('calc.py', '    return a - b', '    return b + a'),
    ])
    const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    const before = fingerprint(cwd)
    const byMutation = ['solve', pythonSumIssue, '--strategy', 'mutation', '--max-plausible', '1', '--json']
    const byModel = ['solve', pythonSumIssue, '--model', model.model, '--json']
    const alone = readSolveOutput(await desk.run(byMutation, { cwd }))

    const both = [desk.start(byMutation, { cwd }), desk.start(byModel, { cwd })]
    const [mutation, edits] = (await Promise.all(both.map(({ end }) => end))).map(readSolveOutput)
    expect(mutation && essence(mutation.result)).toEqual(essence(alone.result))
    expect(edits?.result.status).toBe('done')
    expect(edits?.result.candidates[0]?.patch).toContain('+    return b + a')
    expect(model.requests).toHaveLength(2)

    for (const one of [mutation, edits]) {
      const kept = readSolveOutput(await desk.run(['show', one?.runId ?? '', '--json'], { cwd }))
      expect(kept.result).toEqual(one?.result)
    }
    expect((await desk.run(['runs'], { cwd })).stdout.match(/ done /g)).toHaveLength(3)
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('leaves a run alone that another process works on', async (context) => {
    await needsSandbox(context)
    await using desk = await openDesk()
    const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
    const run = desk.start(['solve', '--test-cmd', 'sleep 60', '--strategy', 'mutation'], { cwd })
    await run.says('run 2')
    const resumed = await desk.run(['resume', 'last'], { cwd })
    expect(resumed).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`being worked on by process ${run.pid}`),
    })
    run.kill('SIGTERM')
    expect((await run.end).exitCode).toBe(143)
  })
})
