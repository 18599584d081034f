import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { editBlock, startModel, startToolModel } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const edit = (line: string): string => editBlock('calc.py', '    return a - b', line)

describe('capuchin export', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })

  const run = async (args: readonly string[]): Promise<string> => {
    const end = await desk.run(['export', ...args], { cwd })
    expect(end).toMatchObject({ exitCode: 0, stderr: '' })
    return end.stdout
  }

  it('makes training rows of a run with a model, by way of the files of another program', async () => {
    await using model = await startModel(['I need calc.py.', edit('    return a + b')])
    const { runId, result } = readSolveOutput(
      await desk.run(['solve', pythonSumIssue, '--strategy', 'edit-loop', '--model', model.model, '--json'], {
        cwd,
      }),
    )
    expect(result.status).toBe('done')
    const verdicts = join(desk.path, 'verdicts.jsonl')
    writeFileSync(
      verdicts,
      `${JSON.stringify({ runId, patch: result.candidates[0]?.patch, resolved: true })}\n`,
    )
    const trajectories = join(desk.path, 'trajectories.jsonl')
    expect(
      await run(['trajectories', '--run', 'last', '--verdicts', verdicts, '--out', trajectories]),
    ).toMatch(/^1 trajectories with \d+ model calls: 1 resolved, 0 not, 0 without verdict\n$/)

    const traces = join(desk.path, 'traces')
    await run(['trajectories', '--trajectories', trajectories, '--format', 'atif', '--out', traces])
    const [trace = ''] = readdirSync(traces)
    const back = join(desk.path, 'back.jsonl')
    await run(['trajectories', '--trajectories', join(traces, trace), '--from', 'atif', '--out', back])

    const rows = join(desk.path, 'rows')
    const text = await run(['sft', '--trajectories', back, '--format', 'openai', '--out', rows])
    expect(text).toContain('note: openai needs 10 rows at least')
    const train = readFileSync(join(rows, 'train.jsonl'), 'utf8')
    expect(train).toContain('return a + b')
    expect(train).toContain('gives -1 instead of 5')
    expect(JSON.parse(readFileSync(join(rows, 'manifest.json'), 'utf8'))).toMatchObject({
      kind: 'sft',
      filters: [{ in: 1 }, { out: 1 }, { filter: 'honest', out: 1 }, { filter: 'resolved', out: 1 }],
    })

    const judged = join(desk.path, 'judged')
    expect(await run(['verifier', '--on-policy', trajectories, '--out', judged])).toContain(
      '1 rows: 1 resolved',
    )
    const pairs = join(desk.path, 'pairs')
    expect(await run(['preference', '--trajectories', trajectories, '--out', pairs])).toContain('0 pairs')
  })

  it('makes one row of an attempt with tools, whose calls are native or text', async () => {
    await using model = await startToolModel([
      {
        kind: 'tool-call',
        name: 'str_replace_editor',
        input: { command: 'str_replace', path: 'calc.py', old_str: 'a - b', new_str: 'a + b' },
      },
      { kind: 'tool-call', name: 'finish', input: { message: 'add adds' } },
    ])
    await desk.run(['solve', pythonSumIssue, '--strategy', 'tool-agent', '--model', model.model], { cwd })
    const trajectories = join(desk.path, 'trajectories.jsonl')
    expect(await run(['trajectories', '--run', 'last', '--out', trajectories])).toMatch(
      /^1 trajectories with 2 model calls: 0 resolved, 0 not, 1 without verdict\n$/,
    )
    const rows = join(desk.path, 'rows')
    const sft = ['sft', '--trajectories', trajectories, '--unresolved', '--out', rows]
    const train = (): string => readFileSync(join(rows, 'train.jsonl'), 'utf8')
    expect(await run([...sft, '--format', 'axolotl', '--calls', 'native'])).toContain('1 rows of 1 attempts')
    expect(train()).toContain('"tool_calls":[{"id"')
    expect(await run([...sft, '--format', 'torchtune'])).toContain('1 rows of 1 attempts')
    expect(train()).toContain('<function=finish>\\n<parameter=message>add adds</parameter>')
    expect(train()).toContain('EXECUTION RESULT of [str_replace_editor]')
    await run([...sft, '--recipe', 'trl', '--base-model', './own'])
    expect(readFileSync(join(rows, 'trl.yaml'), 'utf8')).toContain('model_name_or_path: ./own')
    expect(readFileSync(join(rows, 'run.sh'), 'utf8')).toContain('trl sft --config trl.yaml')
  })

  it.each([
    [['trajectories', '--out', 'x'], 'either --run or --trajectories'],
    [['trajectories', '--run', 'last', '--out', 'x'], "no run 'last'"],
    [['sft', '--trajectories', 'none.jsonl', '--format', 'trl', '--out', 'x'], 'cannot read none.jsonl'],
    [['verifier', '--out', 'x'], 'needs --on-policy'],
  ])('refuses %j', async (args, sentence) => {
    const end = await desk.run(['export', ...args], { cwd })
    expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(sentence) as string })
  })
})
