import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUnconfinedProvider, type Sandbox, type SandboxProvider } from '../sandbox/index.ts'
import { createMemoryFileTree } from '../domain/index.ts'
import { detectTestCommands, frameworkOf, runTests, type TestRun } from './index.ts'

let folder: string
let provider: SandboxProvider
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'test-runner-'))
  provider = createUnconfinedProvider({ stateDir: join(folder, 'state') })
})
afterAll(async () => {
  await provider.dispose()
  rmSync(folder, { recursive: true, force: true })
})

let made = 0
async function withProject<T>(
  files: Readonly<Record<string, string>>,
  work: (sandbox: Sandbox, root: string) => Promise<T>,
): Promise<T> {
  made += 1
  const root = join(folder, `project-${made}`)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  execFileSync('git', ['init', '-q'], { cwd: root })
  await using sandbox = await provider.open({ from: 'checkout', path: root })
  return await work(sandbox, root)
}

const commandOf = (command: string) => ({
  framework: frameworkOf(command),
  command,
  cwd: '',
  foundIn: 'here',
})
const read = ({ statuses }: TestRun) => Object.fromEntries(statuses)

describe('unittest', () => {
  const files = {
    'tests/__init__.py': '',
    'tests/test_all.py': [
      'import unittest',
      'class T(unittest.TestCase):',
      '    def test_good(self): pass',
      '    def test_bad(self): self.assertEqual(1, 2)',
      '    def test_error(self): raise KeyError("x")',
      '    @unittest.skip("no")',
      '    def test_skip(self): pass',
      '    @unittest.expectedFailure',
      '    def test_xfail(self): self.fail()',
      '    def test_sub(self):',
      '        for n in range(3):',
      '            with self.subTest(n=n): self.assertNotEqual(n, 1)',
    ].join('\n'),
  }
  const id = (name: string): string => `tests.test_all.T.${name}`

  it('reports every ending', async () => {
    const run = await withProject(files, (sandbox) =>
      runTests(sandbox, commandOf('python3 -m unittest discover')),
    )
    expect(read(run)).toEqual({
      [id('test_good')]: 'passed',
      [id('test_bad')]: 'failed',
      [id('test_error')]: 'error',
      [id('test_skip')]: 'skipped',
      [id('test_xfail')]: 'xfail',
      [id('test_sub')]: 'failed',
    })
    expect(run.exitCode).toBe(1)
  })

  it('runs only what it is asked to', async () => {
    const run = await withProject(files, (sandbox) =>
      runTests(sandbox, commandOf('python3 -m unittest discover'), { only: [id('test_good')] }),
    )
    expect(read(run)).toEqual({ [id('test_good')]: 'passed' })
    expect(run.exitCode).toBe(0)
  })

  it('keeps what was reported before a hang', async () => {
    const hanging = {
      'test_a.py':
        'import time, unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n    def test_b(self): time.sleep(60)\n',
    }
    const run = await withProject(hanging, (sandbox) =>
      runTests(sandbox, commandOf('python3 -m unittest'), { timeoutMs: 1_500 }),
    )
    expect(run.timedOut).toBe(true)
    expect(read(run)).toEqual({ 'test_a.T.test_a': 'passed' })
  })
})

describe('pytest', () => {
  const files = {
    'test_p.py': [
      'import pytest',
      '@pytest.fixture',
      'def broken(): raise ValueError',
      'def test_good(): pass',
      'def test_bad(): assert 1 == 2',
      'def test_setup(broken): pass',
      '@pytest.mark.skip',
      'def test_skip(): pass',
      '@pytest.mark.xfail',
      'def test_xfail(): assert False',
      '@pytest.mark.parametrize("n", [1, 2])',
      'def test_param(n): assert n == 1',
    ].join('\n'),
    'test_unloadable.py': 'import nothing_of_this_name\n',
  }
  const hasPytest = ((): boolean => {
    try {
      execFileSync('python3', ['-c', 'import pytest'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })()

  it('reports every ending, whatever starts it', async (context) => {
    if (!hasPytest) context.skip('python3 has no pytest: pip install pytest')
    for (const command of [
      'python3 -m pytest -q',
      'env A=1 bash -c "PYTHONPATH=. python3 -m pytest -q"',
      'make test',
    ]) {
      const run = await withProject({ ...files, Makefile: 'test:\n\tpython3 -m pytest -q\n' }, (sandbox) =>
        runTests(sandbox, commandOf(command)),
      )
      expect({ command, statuses: read(run) }).toEqual({
        command,
        statuses: {
          'test_p.py::test_good': 'passed',
          'test_p.py::test_bad': 'failed',
          'test_p.py::test_setup': 'error',
          'test_p.py::test_skip': 'skipped',
          'test_p.py::test_xfail': 'xfail',
          'test_p.py::test_param[1]': 'passed',
          'test_p.py::test_param[2]': 'failed',
          'test_unloadable.py': 'error',
        },
      })
    }
  })

  it('runs only what it is asked to', async (context) => {
    if (!hasPytest) context.skip('python3 has no pytest: pip install pytest')
    const only = ['test_p.py::test_good', 'test_p.py::test_param[2]']
    const run = await withProject(files, (sandbox) =>
      runTests(sandbox, commandOf('python3 -m pytest'), { only }),
    )
    expect(Object.keys(read(run)).sort()).toEqual(only)
  })
})

describe('node:test', () => {
  it('reports nested tests under their file and suite', async () => {
    const files = {
      'package.json': '{"scripts":{"test":"node --test"}}',
      'a.test.mjs':
        "import { describe, test } from 'node:test'\ndescribe('outer', () => { test('good', () => {}); test('bad', () => { throw new Error() }) })\ntest('skipped', { skip: true }, () => {})\n",
    }
    for (const command of ['node --test', 'npm test --silent']) {
      const run = await withProject(files, (sandbox) => runTests(sandbox, commandOf(command)))
      expect({ command, statuses: read(run) }).toEqual({
        command,
        statuses: {
          'a.test.mjs > outer > good': 'passed',
          'a.test.mjs > outer > bad': 'failed',
          'a.test.mjs > skipped': 'skipped',
        },
      })
    }
  })
})

describe('vitest', () => {
  it('reports nested tests under their file and suite', async () => {
    const files = {
      'package.json': '{"type":"module"}',
      'a.test.js':
        "import { describe, expect, test } from 'vitest'\ndescribe('outer', () => { test('good', () => {}); test('bad', () => expect(1).toBe(2)) })\ntest.skip('skipped', () => {})\n",
    }
    const run = await withProject(files, async (_sandbox, root) => {
      symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'))
      await using own = await provider.open({ from: 'checkout', path: root })
      return await runTests(own, commandOf('npx --no-install vitest run'), { timeoutMs: 60_000 })
    })
    expect(read(run)).toEqual({
      'a.test.js > outer > good': 'passed',
      'a.test.js > outer > bad': 'failed',
      'a.test.js > skipped': 'skipped',
    })
  })
})

describe('detectTestCommands', () => {
  const detect = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    (await detectTestCommands(createMemoryFileTree(new Map(Object.entries(files))))).map(
      ({ command }) => command,
    )

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'unittest in one folder',
      { 'tests/test_a.py': 'import unittest' },
      ['python3 -m unittest discover -s tests -t .'],
    ],
    [
      'pytest by its configuration',
      { 'pyproject.toml': '[tool.pytest.ini_options]', 'test_a.py': 'import unittest' },
      ['python3 -m pytest'],
    ],
    ['pytest by plain functions', { 'test_a.py': 'def test_x(): pass' }, ['python3 -m pytest']],
    [
      'a script of package.json',
      { 'package.json': '{"scripts":{"test":"vitest"}}' },
      ['npx --no-install vitest run'],
    ],
    ['a compound script', { 'package.json': '{"scripts":{"test":"tsc && jest"}}' }, ['npm test --silent']],
    [
      'no script',
      { 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
      [],
    ],
    [
      'go, cargo and make',
      { 'go.mod': '', 'Cargo.toml': '', Makefile: 'all:\ntest: all\n' },
      ['go test ./...', 'cargo test', 'make test'],
    ],
    ['nothing', { 'README.md': '' }, []],
  ])('finds %s', async (_name, files, commands) => {
    expect(await detect(files)).toEqual(commands)
  })
})
