import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeAnswer } from '../../src/llm/fake-endpoints.ts'
import { essence, needsSandbox, readSolveOutput, useDesk, type CliEnd } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { callText, startFailingModel, startToolModel, textOf } from './model-endpoint.ts'
import { fingerprint, makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const work: readonly (readonly [name: string, input: Readonly<Record<string, string>>])[] = [
  ['bash', { command: 'python3 -m unittest 2>&1 | tail -3' }],
  ['str_replace_editor', { command: 'view', path: 'calc.py' }],
  ['str_replace_editor', { command: 'str_replace', path: 'calc.py', old_str: 'a - b', new_str: 'a + b' }],
  ['bash', { command: 'python3 -m unittest 2>&1 | tail -1' }],
  ['finish', { message: 'add adds' }],
]
const native = work.map(([name, input]): FakeAnswer => ({ kind: 'tool-call', name, input }))
const asText = work.map(([name, input]) => callText(name, input))

describe('capuchin solve --strategy tool-agent', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })
  const solve = (model: string, ...more: readonly string[]): Promise<CliEnd> =>
    desk.run(['solve', pythonSumIssue, '--model', model, '--strategy', 'tool-agent', ...more], { cwd })

  it.each([
    ['by its own means', native, []],
    ['as text', asText, ['--tool-calls', 'text', '--example']],
    ['as text though it was offered tools', asText, []],
  ])('fixes by shell and editor, with calls %s', async (_how, answers, flags) => {
    await using model = await startToolModel(answers)
    const before = fingerprint(cwd)
    const end = await solve(model.model, '--json', ...flags)
    const { events, result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.evidence?.tests?.fixed).toHaveLength(2)
    expect(result.usage).toMatchObject({ inputTokens: 500, outputTokens: 35 })
    expect(model.requests).toHaveLength(5)
    expect(textOf(model.requests[1])).toContain('FAILED (failures=2)')
    expect(textOf(model.requests[2])).toContain('    return a - b')
    expect(textOf(model.requests[4])).toContain('OK')
    const steps = events.flatMap((event) =>
      event.type === 'attempt' && event.event.type === 'tool-call' ? [event.event.call.name] : [],
    )
    expect(steps).toEqual(work.map(([name]) => name))
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('shows one line a step', async () => {
    await using model = await startToolModel(native)
    await solve(model.model)
    const shown = await desk.run(['show', 'last'], { cwd })
    expect(shown.stdout).toMatch(/^\[0\] \$ python3 -m unittest 2>&1 \| tail -3 \([\d.]+ s, exit code 0\)$/m)
    expect(shown.stdout).toMatch(/^\[0\] str_replace_editor str_replace calc\.py \([\d.]+ s\)$/m)
    expect(shown.stdout).toMatch(/^\[0\] finish add adds$/m)
  })

  it('gives the same from a recording, with nobody to ask', async () => {
    const file = join(desk.path, 'calls.jsonl')
    const model = await startToolModel(
      native.toSpliced(0, 1, { kind: 'tool-call', name: 'bash', input: { command: 'ls' } }).toSpliced(3, 1),
    )
    const recorded = readSolveOutput(await solve(model.model, '--json', '--record', file))
    await model[Symbol.asyncDispose]()
    const replayed = readSolveOutput(await solve(model.model, '--json', '--replay', file))
    expect(recorded.result.status).toBe('done')
    expect(essence(replayed.result)).toEqual(essence(recorded.result))
  })

  it('takes what is there when the steps are used up', async () => {
    await using model = await startToolModel(native)
    const end = await solve(model.model, '--json', '--max-steps', '3')
    const { result } = readSolveOutput(end)
    expect(result.attempts[0]).toMatchObject({ outcome: 'limit' })
    expect(result.candidates[0]?.evidence.plausible).toBe(true)
    expect(end.exitCode).toBe(0)
  })

  it('goes over to text where the server refuses tools', async () => {
    await using model = await startFailingModel([
      { kind: 'status', status: 400, body: '{"error":{"message":"tools are not supported"}}' },
      ...asText,
    ])
    const { result } = readSolveOutput(await solve(model.model, '--json'))
    expect(result.status).toBe('done')
    expect(model.requests).toHaveLength(6)
    expect(model.requests.map((request) => JSON.stringify(request).includes('"tools"')).slice(0, 2)).toEqual([
      true,
      false,
    ])
  })
})
