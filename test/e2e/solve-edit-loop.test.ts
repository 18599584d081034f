import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeAnswer } from '../../src/llm/fake-endpoints.ts'
import { essence, needsSandbox, readSolveOutput, useDesk, type CliEnd } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { editBlock, startFailingModel, startModel, textOf, turnOf } from './model-endpoint.ts'
import { fingerprint, makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const askForFile = 'To see what it does I need\n\ncalc.py\n'
const badEdit = editBlock('calc.py', '    return add(a - b)', '    return a + b')
const goodEdit = editBlock('calc.py', '    return a - b', '    return a + b')

describe('capuchin solve --strategy edit-loop', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })
  const solve = (model: string, ...more: readonly string[]): Promise<CliEnd> =>
    desk.run(['solve', pythonSumIssue, '--model', model, '--json', ...more], { cwd })

  it('shows the file that is asked for, sends a failed edit back, and ends when the tests pass', async () => {
    await using model = await startModel([askForFile, badEdit, goodEdit])
    const before = fingerprint(cwd)
    const end = await solve(model.model)
    const { events, result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.evidence?.tests?.fixed).toHaveLength(2)
    expect(result.usage).toMatchObject({ inputTokens: 300, cacheReadTokens: 240, outputTokens: 21 })
    expect(model.requests.map(turnOf)).toEqual([0, 1, 2])
    expect(textOf(model.requests[0])).toContain('def add')
    expect(textOf(model.requests[0])).not.toContain('return a - b')
    expect(textOf(model.requests[1])).toContain('return a - b')
    expect(textOf(model.requests[2])).toContain('return add(a - b)')
    const said = events.flatMap((event) => (event.type === 'attempt' ? [event.event.type] : []))
    expect(said).toEqual(
      expect.arrayContaining(['files-added', 'edit-rejected', 'edit-applied', 'test-result']),
    )
    expect(said.filter((type) => type === 'reflection')).toHaveLength(2)
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('sends failing tests back', async () => {
    const wrong = editBlock('calc.py', '    return a / 2', '    return a / 3')
    const right = editBlock('calc.py', '    return a / 3', '    return a / 2')
    await using model = await startModel([askForFile, wrong, `${right}\n${goodEdit}`])
    const { result } = readSolveOutput(await solve(model.model))
    expect(result.status).toBe('done')
    expect(result.candidates[0]?.patch.match(/^[-+] /gm)).toHaveLength(2)
    expect(textOf(model.requests[2])).toContain('test_half')
  })

  it('gives the same patch from a recording, with nobody to ask', async () => {
    const file = join(desk.path, 'calls.jsonl')
    const model = await startModel([askForFile, badEdit, goodEdit])
    const recorded = readSolveOutput(await solve(model.model, '--record', file))
    await model[Symbol.asyncDispose]()
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3)

    const replayed = readSolveOutput(await solve(model.model, '--replay', file))
    expect(essence(replayed.result)).toEqual(essence(recorded.result))

    const other = await desk.run(['solve', 'half(4) is wrong', '--model', model.model, '--replay', file], {
      cwd,
    })
    expect(other.exitCode).toBe(7)
    expect(other.stdout).toContain('half(4) is wrong')
    expect(other.stdout).toMatch(/differs at \$\.messages/)
  })

  it.each<[string, FakeAnswer, number, RegExp]>([
    ['a storm of 429', { kind: 'status', status: 429, retryAfterSeconds: 0 }, 3, /slow down \(HTTP 429\)/],
    ['a refused key', { kind: 'status', status: 401 }, 1, /refused the key \(HTTP 401\)/],
    ['replies that cannot be read', { kind: 'garbage' }, 3, /cannot be read|without saying/],
  ])('ends on %s with one sentence', async (_what, answer, requests, sentence) => {
    await using model = await startFailingModel([answer])
    const args = ['solve', pythonSumIssue, '--model', model.model, '--retries', '2']
    const end = await desk.run(args, { cwd })
    expect(end.exitCode).toBe(7)
    expect(end.stdout).toMatch(sentence)
    expect(end.stdout + end.stderr).not.toMatch(/^ +at /m)
    expect(model.requests).toHaveLength(requests)
  })

  it('stops before a call that could pass the budget', async () => {
    writeFileSync(desk.userConfig, 'prices:\n  compatible/scripted: { input: 10, output: 100 }\n')
    await using model = await startModel([askForFile, badEdit, goodEdit])
    // A reply costs $0.0017; a call is expected to cost at most its prompt and 4,096 tokens of reply, about $0.42.
    const poor = await solve(model.model, '--budget-usd', '0.4')
    expect({ exitCode: poor.exitCode, asked: model.requests.length }).toEqual({ exitCode: 5, asked: 0 })
    expect(readSolveOutput(poor).result.reason).toContain('$0.40')
    const rich = readSolveOutput(await solve(model.model, '--budget-usd', '5'))
    expect(rich.result.status).toBe('done')
    expect(rich.result.usage.costUsd).toBeCloseTo(3 * 0.0017)
  })

  it('plans with one model, edits with another, tells their costs apart, and asks neither twice after a kill', async () => {
    await using planner = await startModel(['In `calc.py`, `add` must add its arguments.'])
    await using editor = await startModel([badEdit, goodEdit], { delayMs: 1_500 })
    const models = ['--model', planner.model, '--editor-model', editor.model]
    const args = ['solve', `${pythonSumIssue} See calc.py.`, ...models, '--edit-format', 'udiff', '--json']
    const cli = desk.start(args, { cwd })
    // The editor is asked a second time: its first reply is in the journal, this one is not.
    await waitUntil(() => editor.requests.length === 2)
    cli.kill('SIGKILL')
    await cli.end
    const { result } = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
    expect(result.status).toBe('done')
    expect([planner.requests.length, editor.requests.length]).toEqual([1, 3])
    expect(textOf(planner.requests[0])).not.toContain('--- a/')
    expect(textOf(editor.requests[0])).toContain('must add its arguments')
    expect(textOf(editor.requests[2])).toContain('return add(a - b)')
    expect(result.spending.map(({ stage, calls }) => [stage, calls])).toEqual([
      ['plan', 1],
      ['edits', 2],
    ])
  })

  it('refuses an editor where nothing edits for another', async () => {
    const end = await desk.run(['solve', 'x', '--editor-model', 'm@http://127.0.0.1:9/v1'], { cwd })
    expect([end.exitCode, end.stderr + end.stdout]).toEqual([
      2,
      expect.stringContaining('--editor-model belongs to'),
    ])
  })
})

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50))
}
