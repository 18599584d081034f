import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeAnswer } from '../../src/llm/fake-endpoints.ts'
import { essence, needsSandbox, readSolveOutput, useDesk, type CliEnd } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { startFailingModel, textOf } from './model-endpoint.ts'
import { fingerprint, makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const says = (value: unknown): FakeAnswer => ({
  kind: 'text',
  text: typeof value === 'string' ? value : JSON.stringify(value),
})
const modify = { action: 'modify', instructions: 'Add.', file_path: 'calc.py', span_id: 'add' }
const work: readonly FakeAnswer[] = [
  says({ requests: [{ query: 'add two numbers', function_names: ['add'] }], complete: false }),
  says({ identified_spans: [{ file_path: 'calc.py', span_ids: ['add'] }] }),
  says({ relevant: true, complete: true, search_suggestions: null }),
  says(modify),
  says('<replace>\ndef add(a, b):\n    return a + b\n</replace>'),
  says({ action: 'finish', instructions: 'add adds' }),
]
const history = ['search', 'identify', 'decide', 'plan', 'edit', 'plan', 'finished']

describe('capuchin solve --strategy workflow', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })
  const solve = (model: string, ...more: readonly string[]): Promise<CliEnd> =>
    desk.run(['solve', pythonSumIssue, '--model', model, '--strategy', 'workflow', ...more], { cwd })
  const historyOf = (end: CliEnd): readonly string[] => [
    'search',
    ...readSolveOutput(end).events.flatMap((event) =>
      event.type === 'attempt' && event.event.type === 'transition' ? [event.event.to] : [],
    ),
  ]

  it('goes from state to state to a patch that works', async () => {
    await using model = await startFailingModel(work)
    const before = fingerprint(cwd)
    const end = await solve(model.model, '--json')
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(historyOf(end)).toEqual(history)
    expect(result.evidence?.tests?.fixed).toHaveLength(2)
    expect(result.usage).toMatchObject({ inputTokens: 600, outputTokens: 42 })
    expect(model.requests[0]).toMatchObject({
      max_tokens: 2_000,
      response_format: { type: 'json_schema', json_schema: { name: 'search' } },
    })
    expect(model.requests[4]).toMatchObject({ stop: ['</replace>'] })
    expect(textOf(model.requests[3])).toContain('<span id=\\"add\\">')
    expect(textOf(model.requests[5])).toContain('+    return a + b')
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('shows one line a transition, with its reason', async () => {
    await using model = await startFailingModel(work)
    await solve(model.model)
    const { stdout } = await desk.run(['show', 'last'], { cwd })
    expect(stdout).toMatch(/^\[0\] search → identify: \d+ spans of 1 files for add two numbers, named add$/m)
    expect(stdout).toMatch(/^\[0\] identify → decide: calc\.py add$/m)
    expect(stdout).toMatch(/^\[0\] plan → finished: add adds$/m)
  })

  it('asks for text where the server knows no schema, and gives the same from a recording', async () => {
    const refusal: FakeAnswer = {
      kind: 'status',
      status: 400,
      body: '{"error":{"message":"response_format is not supported"}}',
    }
    await using model = await startFailingModel([refusal, ...work])
    const end = await solve(model.model, '--json')
    expect(readSolveOutput(end).result.status).toBe('done')
    expect(historyOf(end)).toEqual(history)
    const file = join(desk.path, 'calls.jsonl')
    await using other = await startFailingModel(work)
    const recorded = await solve(other.model, '--json', '--record', file, '--reply-form', 'text')
    const replayed = await solve(other.model, '--json', '--replay', file, '--reply-form', 'text')
    expect(other.requests).toHaveLength(6)
    expect(JSON.stringify(other.requests)).not.toContain('response_format')
    expect(historyOf(replayed)).toEqual(history)
    expect(essence(readSolveOutput(replayed).result)).toEqual(essence(readSolveOutput(recorded).result))
  })

  it('takes what is there when the transitions are used up', async () => {
    await using model = await startFailingModel(work)
    const end = await solve(model.model, '--json', '--max-transitions', '5')
    const { result } = readSolveOutput(end)
    expect(result.attempts[0]).toMatchObject({ outcome: 'limit' })
    expect(result.candidates[0]?.evidence.plausible).toBe(true)
    expect(historyOf(end)).toEqual([...history.slice(0, 6), 'rejected'])
  })

  it('says why the model rejects an issue', async () => {
    await using model = await startFailingModel([
      ...work.slice(0, 3),
      says({ action: 'reject', instructions: 'add is right' }),
    ])
    const end = await solve(model.model)
    expect(end.exitCode).toBe(6)
    expect(end.stdout + end.stderr).toContain('rejected by the model: add is right')
  })

  it('makes a training row of each reply that could be used', async () => {
    await using model = await startFailingModel([
      ...work.slice(0, 2),
      says('Let me think.'),
      ...work.slice(2),
    ])
    await solve(model.model)
    const trajectories = join(desk.path, 'trajectories.jsonl')
    const rows = join(desk.path, 'rows')
    await desk.run(['export', 'trajectories', '--run', 'last', '--out', trajectories], { cwd })
    const made = await desk.run(
      [
        'export',
        'sft',
        '--trajectories',
        trajectories,
        '--unresolved',
        '--format',
        'openai',
        '--rows',
        'call',
        '--out',
        rows,
      ],
      { cwd },
    )
    expect(made.stdout).toContain('6 rows of 1 attempts')
    const lines = readFileSync(join(rows, 'train.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).messages.length)).toEqual([3, 3, 5, 3, 3, 3])
    expect(lines[4]).toContain('<search>\\ndef add(a, b):')
  })
})
