import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFakeEndpoint } from '../../src/llm/fake-endpoints.ts'
import { essence, needsSandbox, readSolveOutput, useDesk, type CliEnd } from './command-line.ts'
import { journalledReplies } from './killed-run.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { editBlock, startFailingModel, textOf, turnOf, type ModelEndpoint } from './model-endpoint.ts'
import { fingerprint, makeRepository } from './sample-repositories.ts'

const files = { 'shop.py': 'def total(prices, discount=0):\n    return sum(prices) * (1 - discount)\n' }
const patchTo = (line: string): string =>
  `diff --git a/shop.py b/shop.py\n--- a/shop.py\n+++ b/shop.py\n@@ -1,2 +1,2 @@\n def total(prices, discount=0):\n-    return sum(prices) * (1 - discount)\n+    return ${line}\n`
const patches = {
  'tenth.diff': patchTo('sum(prices) * (1 - discount / 10)'),
  'percent.diff': patchTo('sum(prices) * (1 - discount / 100)'),
}
const script =
  'import sys\nfrom shop import total\ngot = total([100], discount=10)\nprint("got", got)\nsys.exit(0 if round(got, 6) == 90 else 2)\n'
const issue = 'a discount of 10 is meant to be ten percent'

function judge(request: unknown): string {
  const passing = /On the code with patch (\w): exit code 0/.exec(textOf(request))?.[1]
  return turnOf(request) === 0
    ? `They differ on whole percents.\n<test language="python">\n${script}</test>`
    : `So it is. <choice>${passing ?? 'none'}</choice>`
}

/** A model that writes one script, and then names the patch on which it ended with 0. */
async function startJudge({ choiceDelayMs = 0 } = {}): Promise<ModelEndpoint> {
  const endpoint = await createFakeEndpoint('openai-chat', async (request) => {
    if (turnOf(request) > 0) await new Promise((resolve) => setTimeout(resolve, choiceDelayMs))
    return { kind: 'text', text: judge(request) }
  })
  return { ...endpoint, model: `scripted@${endpoint.url}` }
}

/** The same, and one that first makes a wrong patch in one attempt and a right one in the other. */
async function startSolver(): Promise<ModelEndpoint> {
  let attempts = 0
  const line = '    return sum(prices) * (1 - discount)'
  const edit = (): string => {
    attempts += 1
    const divisor = attempts === 1 ? 10 : 100
    return editBlock('shop.py', line, line.replace('discount)', `discount / ${divisor})`))
  }
  const endpoint = await createFakeEndpoint('openai-chat', (request) => {
    const text = textOf(request).includes('made for one issue') ? judge(request) : edit()
    return Promise.resolve({ kind: 'text', text })
  })
  return { ...endpoint, model: `scripted@${endpoint.url}` }
}

/** A model that writes a script, looks at what it said of the code as it is, and approves of it. */
async function startWriter({ approvalDelayMs = 0 } = {}): Promise<ModelEndpoint> {
  const endpoint = await createFakeEndpoint('openai-chat', async (request) => {
    if (turnOf(request) === 0) return { kind: 'text', text: `<test>\n${script}</test>` }
    await new Promise((resolve) => setTimeout(resolve, approvalDelayMs))
    return { kind: 'text', text: 'It shows the issue. <done></done>' }
  })
  return { ...endpoint, model: `scripted@${endpoint.url}` }
}

describe('capuchin select with a model', () => {
  const desk = useDesk(needsSandbox)

  function lay(): { readonly cwd: string; readonly given: readonly string[] } {
    const cwd = makeRepository(join(desk.path, 'project'), files)
    const paths = Object.entries(patches).map(([name, patch]) => {
      writeFileSync(join(desk.path, name), patch)
      return join(desk.path, name)
    })
    return { cwd, given: ['--issue', issue, '--patch', ...paths] }
  }

  const choose = (cwd: string, args: readonly string[]): Promise<CliEnd> =>
    desk.run(['select', ...args, '--yes', '--json'], { cwd })

  it('has it write a script, runs that on all patches, and takes the one that it names', async () => {
    const { cwd, given } = lay()
    const before = fingerprint(cwd)
    const recording = join(desk.path, 'calls.jsonl')
    const judge = await startJudge()
    const asking = [...given, '--select', 'selector-machine', '--model', judge.model]
    const end = await choose(cwd, [...asking, '--record', recording])
    const { runId, result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.candidates[0]?.summary).toContain('percent.diff')
    expect(result.selection?.selection).toMatchObject({ selector: 'selector-machine', decidedBy: 'test' })
    expect(result.usage.inputTokens).toBeGreaterThan(0)
    expect(judge.requests.map(turnOf)).toEqual([0, 1])
    expect(textOf(judge.requests[0])).toContain('return sum(prices)')
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
    expect((await desk.run(['show', runId], { cwd })).stdout).toMatch(/S1 python +fail/)
    await judge[Symbol.asyncDispose]()

    expect(readFileSync(recording, 'utf8').trim().split('\n')).toHaveLength(2)
    const replayed = readSolveOutput(await choose(cwd, [...asking, '--replay', recording]))
    expect(essence(replayed.result)).toEqual(essence(result))
  })

  it('asks and runs nothing again after it was killed', async () => {
    const { cwd, given } = lay()
    await using judge = await startJudge({ choiceDelayMs: 3_000 })
    const run = desk.start(
      ['select', ...given, '--select', 'selector-machine', '--model', judge.model, '--yes', '--json'],
      { cwd },
    )
    await run.says('selection: script 1: ')
    run.kill('SIGKILL')
    await run.end
    expect(await journalledReplies(cwd)).toBe(1)
    const resumed = await desk.run(['resume', 'last', '--json'], { cwd })
    const { result } = readSolveOutput(resumed)
    expect(result.selection?.selection).toMatchObject({ chosen: 1, decidedBy: 'test' })
    expect(judge.requests.filter((request) => turnOf(request) === 0)).toHaveLength(1)
    expect(result.selection?.executions.ran).toBe(0)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it.each(['model-choice', 'tournament'])('falls back in %s where it names none', async (selector) => {
    const { cwd, given } = lay()
    await using judge = await startJudge()
    const { result } = readSolveOutput(
      await choose(cwd, [...given, '--select', selector, '--select-model', judge.model]),
    )
    expect(judge.requests).toHaveLength(2)
    expect(result.selection?.selection).toMatchObject({ selector, decidedBy: 'fallback' })
  })

  it('asks it unasked only where votes leave doubt', async () => {
    const { cwd, given } = lay()
    await using judge = await startJudge()
    const doubtful = readSolveOutput(await choose(cwd, [...given, '--model', judge.model])).result
    expect(doubtful.selection?.selection).toMatchObject({ selector: 'selector-machine', decidedBy: 'test' })
    const asked = judge.requests.length
    const tests = ['one', 'two'].map((name, at) => {
      const path = join(desk.path, `${name}.py`)
      const sum =
        at === 0
          ? 'total([50, 50], 10)'
          : 'total([90], discount=0) + total([], discount=3) if total([100], 10) > 50 else 0'
      writeFileSync(
        path,
        `import sys\nfrom shop import total\nsys.exit(0 if round(${sum}, 6) == 90 else 2)\n`,
      )
      return path
    })
    const clear = await choose(cwd, [...given, '--model', judge.model, '--test', ...tests])
    expect(readSolveOutput(clear).result.selection?.selection.selector).toBe('weighted-voting')
    expect(judge.requests).toHaveLength(asked)
  })

  it('has it write tests first, which vote like any others', async () => {
    const { cwd, given } = lay()
    await using writer = await startWriter()
    const before = fingerprint(cwd)
    const writing = [...given, '--model', writer.model, '--write-tests', '2', '--select', 'weighted-voting']
    const end = await choose(cwd, writing)
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.candidates[0]?.summary).toContain('percent.diff')
    expect(result.selection?.selection).toMatchObject({ selector: 'weighted-voting', decidedBy: 'votes' })
    // Both came to the same script, which is one test.
    expect(result.selection?.tests).toMatchObject([
      {
        origins: ['written 1', 'written 2'],
        onBase: { verdict: 'present' },
        onPatches: ['present', 'fixed'],
      },
    ])
    expect(writer.requests.map(turnOf).toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1])
    expect(textOf(writer.requests[0])).toContain(issue)
    expect(textOf(writer.requests.at(-1))).toContain('got -900')
    expect(result.spending.map(({ stage }) => stage)).toEqual(['testing', 'selection'])
    expect(result.usage.outputTokens).toBeGreaterThan(0)
    expect(end.stdout).toContain('test 2 of 2: it shows the issue')
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('asks for no test again that was written when it was killed', async () => {
    const { cwd, given } = lay()
    await using writer = await startWriter({ approvalDelayMs: 3_000 })
    const args = ['select', ...given, '--model', writer.model, '--write-tests', '1', '--yes', '--json']
    const run = desk.start(args, { cwd })
    while (writer.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    run.kill('SIGKILL')
    await run.end
    const { result } = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
    expect(result.selection?.tests).toHaveLength(1)
    expect(writer.requests.filter((request) => turnOf(request) === 0)).toHaveLength(1)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it.each([
    ['without a model', ['--issue', issue], 3, 'needs a model'],
    ['without an issue', ['--model', 'm@http://127.0.0.1:1/v1'], 2, 'no issue'],
  ])('writes no tests %s', async (_, args, exitCode, said) => {
    const { cwd, given } = lay()
    const patches = given.slice(given.indexOf('--patch'))
    const end = await desk.run(['select', ...patches, ...args, '--yes', '--write-tests', '1'], { cwd })
    expect(end).toMatchObject({ exitCode, stderr: expect.stringContaining(said) as string })
  })

  it('chooses among attempts of solve that differ', async () => {
    const { cwd } = lay()
    await using model = await startSolver()
    const args = ['solve', `shop.py: ${issue}`, '--model', model.model, '--attempts', '2']
    // A patch of which nothing at all was seen is held to be at fault.
    const checks = ['--test-cmd', 'python3 -c "import shop"', '--json']
    const { result } = readSolveOutput(await desk.run([...args, ...checks], { cwd }))
    expect(result.candidates[0]?.patch).toContain('discount / 100')
    expect(result.selection?.selection).toMatchObject({ selector: 'selector-machine', decidedBy: 'test' })
  })

  it('lets votes decide where nobody named a model for it and the one there is cannot be asked', async () => {
    const { cwd, given } = lay()
    await using model = await startFailingModel([{ kind: 'status', status: 401 }])
    const end = await choose(cwd, [...given, '--model', model.model])
    expect(readSolveOutput(end).result.selection?.selection.selector).toBe('weighted-voting')
    expect(end.stdout).toContain('so votes decide')
    const named = await choose(cwd, [...given, '--model', model.model, '--select', 'selector-machine'])
    expect(named.exitCode).toBe(7)
  })

  it('refuses a selector that asks a model where there is none', async () => {
    const { cwd, given } = lay()
    const end = await desk.run(['select', ...given, '--yes', '--select', 'selector-machine'], { cwd })
    expect(end).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('--select selector-machine') })
  })
})
