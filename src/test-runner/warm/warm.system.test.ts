import { execFileSync } from 'node:child_process'
import { describe, expect, it, type TestContext } from 'vitest'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { TestCommand } from '../test-command.ts'
import type { CandidateRunner } from './candidate-runner.ts'
import { createPlainRunner } from './plain-runner.ts'
import { createWarmRunner } from './warm-runner.ts'

const sandboxes = useLocalSandboxes()

const program = 'def double(x):\n    return x + 2\n\n\ndef wait(x):\n    while x:\n        pass\n'
const fixed = program.replace('x + 2', 'x * 2')
const unittests = [
  'import unittest',
  'from lib.program import double, wait',
  'class Doubles(unittest.TestCase):',
  '    def test_two(self): self.assertEqual(double(2), 4)',
  '    def test_three(self): self.assertEqual(double(3), 6)',
  '    def test_wait(self): self.assertIsNone(wait(False))',
  '    def test_hangs(self): wait(double(-2))',
  '',
].join('\n')
const files = {
  'lib/__init__.py': '',
  'lib/program.py': program,
  'tests/__init__.py': '',
  'tests/test_program.py': unittests,
}
const commands = {
  pytest: 'python3 -m pytest -q',
  unittest: 'python3 -m unittest discover -s tests -t .',
} as const
const ids = { pytest: 'tests/test_program.py::Doubles::', unittest: 'tests.test_program.Doubles.' } as const
const options = { timeoutMs: 1000, changes: [], failFast: false }
const change = (content: string) => [{ path: 'lib/program.py', content }]

function openProject(extra: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  return sandboxes.open(sandboxes.makeProject({ ...files, ...extra }))
}

function commandOf(framework: 'pytest' | 'unittest'): TestCommand {
  return { framework, command: commands[framework], cwd: '', foundIn: '' }
}

function needs(context: TestContext, framework: string): void {
  try {
    execFileSync('python3', ['-c', `import ${framework}`], { stdio: 'ignore' })
  } catch {
    context.skip(`python3 cannot import ${framework}: install it`)
  }
}

async function runnerOf(kind: string, sandbox: Sandbox, command: TestCommand): Promise<CandidateRunner> {
  const runner =
    kind === 'warm' ? await createWarmRunner(sandbox, command) : createPlainRunner(sandbox, command)
  if (!runner) throw new Error('no runner')
  return runner
}

describe.each(['pytest', 'unittest'] as const)('%s', (framework) => {
  const idOf = (name: string): string => `${ids[framework]}test_${name}`
  const two = idOf('two')
  const three = idOf('three')
  const wait = idOf('wait')
  const hangs = idOf('hangs')

  it.each(['warm', 'plain'])('%s runs tests with a file changed, and restores it', async (kind) => {
    await using sandbox = await openProject()
    await using runner = await runnerOf(kind, sandbox, commandOf(framework))
    const run = async (changes: ReturnType<typeof change> | []) =>
      Object.fromEntries(
        (await runner.run([two, three, wait], { ...options, timeoutMs: 20_000, changes })).statuses,
      )
    expect(await run([])).toEqual({ [two]: 'passed', [three]: 'failed', [wait]: 'passed' })
    expect(await run(change(fixed))).toEqual({ [two]: 'passed', [three]: 'passed', [wait]: 'passed' })
    // Same size, same second: bytecode cached for either must not be taken for the other.
    expect(await run(change(program.replace('x + 2', 'x - 2')))).toEqual({
      [two]: 'failed',
      [three]: 'failed',
      [wait]: 'passed',
    })
    expect(await run(change('def double(:\n'))).toEqual({ [two]: 'error', [three]: 'error', [wait]: 'error' })
    expect(new TextDecoder().decode((await sandbox.readFile('lib/program.py')) ?? undefined)).toBe(program)
    expect(await run([])).toEqual({ [two]: 'passed', [three]: 'failed', [wait]: 'passed' })
  })

  it('ends a test that hangs, at its own time limit, and goes on with the next request', async (context) => {
    needs(context, framework)
    await using sandbox = await openProject()
    await using runner = await runnerOf('warm', sandbox, commandOf(framework))
    const started = performance.now()
    const run = await runner.run([two, hangs, three], { ...options, timeoutMs: 300, changes: change(fixed) })
    expect(run.timedOut).toBe(true)
    expect(run.statuses.get(two)).toBe('passed')
    expect(run.statuses.get(hangs)).toBe('error')
    expect(run.statuses.has(three)).toBe(false)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect((await runner.run([two], options)).statuses.get(two)).toBe('passed')
  })

  it('notes the lines of every test, of hanging ones too', async (context) => {
    needs(context, framework)
    await using sandbox = await openProject({ 'lib/program.py': fixed })
    await using runner = await createWarmRunner(sandbox, commandOf(framework))
    const seen = await runner?.cover([], { timeoutMs: 1500, totalMs: 30_000 })
    expect(seen?.hung).toEqual(new Set([hangs]))
    expect(seen?.statuses.get(hangs)).toBe('error')
    expect([...(seen?.statuses.keys() ?? [])].sort()).toEqual([hangs, three, two, wait].sort())
    expect(seen?.lines.get(two)?.get('lib/program.py')).toEqual(new Set([2]))
    expect(seen?.lines.get(wait)?.get('lib/program.py')).toEqual(new Set([6]))
    expect(seen?.lines.get(hangs)?.get('lib/program.py')).toEqual(new Set([2, 6, 7]))
  })

  it('notes only the lines of files that matter', async (context) => {
    needs(context, framework)
    await using sandbox = await openProject({ 'lib/program.py': fixed })
    await using runner = await createWarmRunner(sandbox, commandOf(framework))
    const limits = { timeoutMs: 1500, totalMs: 30_000 }
    const seen = await runner?.cover([two], { ...limits, focus: ['lib/program.py'] })
    expect([...(seen?.lines.get(two) ?? [])]).toEqual([['lib/program.py', new Set([2])]])
  })
})

it('starts again with less loaded when a changed file is part of the configuration', async (context) => {
  needs(context, 'pytest')
  await using sandbox = await openProject({ 'conftest.py': 'import lib.program\n' })
  await using runner = await runnerOf('warm', sandbox, commandOf('pytest'))
  const three = `${ids.pytest}test_three`
  const run = await runner.run([three], { ...options, changes: change(fixed) })
  expect(run.statuses.get(three)).toBe('passed')
})

it.each(['make test', 'python3 -m pytest -q && true', 'python3 -m pytest -n 4', 'npm test'])(
  'leaves %s to the plain command',
  async (command) => {
    await using sandbox = await openProject()
    expect(await createWarmRunner(sandbox, { framework: 'custom', command, cwd: '', foundIn: '' })).toBeNull()
  },
)
