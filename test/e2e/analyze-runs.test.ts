import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { editBlock, startEditTestModel } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const script = (sum: number): string =>
  `<test>\nimport sys\nfrom calc import add\nsys.exit(0 if add(${sum - 1}, 1) == ${sum} else 2)\n</test>`
const edit = (line: string): string => `<edit>\n${editBlock('calc.py', '    return a - b', line)}</edit>`

const outputSchema = z.object({
  graded: z.boolean(),
  grid: z.object({
    instances: z.number(),
    samples: z.number(),
    cells: z.array(
      z.object({
        samples: z.number(),
        iterations: z.number(),
        votes: z.number(),
        coverage: z.object({ value: z.number() }).nullable(),
        voting: z.object({ value: z.number() }).nullable(),
      }),
    ),
  }),
})

describe('capuchin analyze scaling --run', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })

  const solve = async (model: string) =>
    readSolveOutput(
      await desk.run(
        ['solve', pythonSumIssue, '--strategy', 'edit-test', '--model', model, '--attempts', '2', '--json'],
        { cwd },
      ),
    )
  const analyze = async (args: readonly string[]) => {
    const end = await desk.run(['analyze', 'scaling', ...args, '--json'], { cwd })
    expect(end).toMatchObject({ exitCode: 0, stderr: '' })
    return outputSchema.parse(JSON.parse(end.stdout))
  }

  it('makes of a stored run the grid that ends with what the run came to, and lets it be looked at', async () => {
    await using model = await startEditTestModel({
      testing: [script(5), 'It shows it. <done></done>'],
      editing: [edit('    return a * b'), edit('    return a + b')],
    })
    const { runId, result } = await solve(model.model)
    expect(result.status).toBe('done')

    const ungraded = await analyze(['--run', 'last'])
    expect(ungraded).toMatchObject({ graded: false, grid: { instances: 1, samples: 2 } })
    expect(ungraded.grid.cells.map(({ coverage }) => coverage)).toEqual([null, null, null, null])

    const patch = result.candidates[0]?.patch
    const verdicts = join(desk.path, 'verdicts.jsonl')
    writeFileSync(verdicts, `${JSON.stringify({ runId, patch, resolved: true })}\n`)
    const exported = join(desk.path, 'runs.jsonl')
    const graded = await analyze(['--run', runId, '--verdicts', verdicts, '--export', exported])
    expect(
      graded.grid.cells.map(({ samples, iterations, coverage }) => [samples, iterations, coverage?.value]),
    ).toEqual([
      [1, 1, 0],
      [1, 2, 1],
      [2, 1, 0],
      [2, 2, 1],
    ])
    const most = Math.max(...(result.selection?.patches.map(({ votes }) => votes) ?? []))
    expect(graded.grid.cells.at(-1)).toMatchObject({ voting: { value: 1 } })
    // Both attempts ended with one test, which is one column of the run and the test of each of two samples.
    expect(graded.grid.cells.at(-1)?.votes).toBe(2 * most)
    expect(await analyze([exported])).toEqual(graded)
    expect(readFileSync(exported, 'utf8')).toContain('return a * b')
  })

  it.each([
    [[], 2, 'either a file or --run'],
    [['runs.jsonl', '--run', 'last'], 2, 'either a file or --run'],
    [['runs.jsonl', '--export', 'x'], 2, 'either a file or --run'],
    [['--run', 'last'], 2, "no run 'last'"],
  ])('refuses %j', async (args, exitCode, sentence) => {
    const end = await desk.run(['analyze', 'scaling', ...args], { cwd })
    expect(end).toMatchObject({ exitCode, stderr: expect.stringContaining(sentence) as string })
  })

  it('refuses a run of another strategy', async () => {
    await desk.run(['solve', '--json', '--yes'], { cwd })
    const end = await desk.run(['analyze', 'scaling', '--run', 'last'], { cwd })
    expect(end.exitCode).toBe(2)
    expect(end.stderr).toContain('is one of mutation')
  })
})
