import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import {
  needsBuild,
  needsSandbox,
  readSolveOutput,
  useDesk,
  type CliEnd,
  type CliOptions,
} from './command-line.ts'
import { editBlock, startFailingModel, startModel } from './model-endpoint.ts'
import {
  fingerprint,
  makeRepository,
  pythonSum,
  pythonSumIssue,
  writeFiles,
  type SampleFiles,
} from './sample-repositories.ts'

/** What a person sees of a mistake. */
function told({ exitCode, stdout, stderr }: CliEnd) {
  const said = stdout + stderr
  const messages = stderr.match(/^capuchin: /gm)?.length ?? 0
  return { exitCode, said, messages, hasStack: /^\s+at .*:\d+/m.test(said) }
}

/** What they should see: its exit code, one message, no stack. */
function sentence(exitCode: number, words: RegExp): unknown {
  return { exitCode, said: expect.stringMatching(words), messages: 1, hasStack: false }
}

describe('bad input', () => {
  const desk = useDesk(needsBuild)
  const project = (files: SampleFiles = pythonSum): string =>
    makeRepository(join(desk.path, 'project'), files)
  const run = (line: readonly string[], options: CliOptions): Promise<CliEnd> => desk.run(line, options)

  it('a folder that is in no repository, or is not there', async () => {
    writeFiles(join(desk.path, 'plain'), pythonSum)
    expect(told(await run(['solve', 'x'], { cwd: join(desk.path, 'plain') }))).toEqual(
      sentence(2, /not inside a git repo/),
    )
    expect(told(await run(['runs'], { cwd: join(desk.path, 'plain') }))).toEqual(
      sentence(2, /not inside a git repository/),
    )
    expect(told(await run(['solve', 'x', '--repo', 'gone'], { cwd: desk.path }))).toEqual(
      sentence(2, /cannot be opened/),
    )
  })

  it('a bare repository', async () => {
    const cwd = project()
    git(desk.path, 'clone', '-q', '--bare', cwd, 'bare')
    expect(told(await run(['solve', 'x'], { cwd: join(desk.path, 'bare') }))).toEqual(
      sentence(2, /bare repository/),
    )
  })

  it.each([
    ['an unknown provider', ['--model', 'nobody/model'], 2, /'nobody\/model' names no provider/],
    ['a model without its provider', ['--model', 'gpt'], 2, /names no provider/],
    ['a provider without its key', ['--model', 'openai/gpt-4o-mini'], 3, /OPENAI_API_KEY is not set/],
    ['edit-loop without a model', ['--strategy', 'edit-loop'], 3, /needs a model/],
    ['tool-agent without a model', ['--strategy', 'tool-agent'], 3, /needs a model/],
    ['a tool-agent of no steps', ['--strategy', 'tool-agent', '--max-steps', '0'], 2, /max-steps|maxSteps/],
    ['workflow without a model', ['--strategy', 'workflow'], 3, /needs a model/],
    ['an unknown strategy', ['--strategy', 'luck'], 2, /mutation/],
    ['a number that is none', ['--attempts', 'many'], 2, /attempts/],
    ['an unknown option', ['--frobnicate'], 2, /unknown option '--frobnicate'/],
    [
      'a recording that is not there',
      ['--model', 'a@http://127.0.0.1:9/v1', '--replay', 'no'],
      2,
      /recording/,
    ],
  ])('%s', async (_what, flags, exitCode, words) => {
    const end = await run(['solve', pythonSumIssue, ...flags], { cwd: project() })
    const said = end.stdout + end.stderr
    expect({ exitCode: end.exitCode, said }).toEqual({ exitCode, said: expect.stringMatching(words) })
    expect(told(end).hasStack).toBe(false)
  })

  it('an empty issue', async () => {
    const cwd = project()
    expect(told(await run(['solve', '  '], { cwd }))).toEqual(sentence(2, /the issue is empty/))
    expect(told(await run(['solve', '-'], { cwd, stdin: '\n' }))).toEqual(sentence(2, /the issue is empty/))
    expect(told(await run(['solve', '--model', 'a@http://127.0.0.1:9/v1'], { cwd }))).toEqual(
      sentence(2, /needs an issue/),
    )
  })

  it('no tests', async () => {
    const cwd = project({ 'calc.py': pythonSum['calc.py'] ?? '' })
    expect(told(await run(['solve', 'x'], { cwd }))).toEqual(sentence(2, /no tests were found/))
  })

  it('a command that there is not', async () => {
    const end = await run(['slove'], { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is no command 'slove'") })
  })

  it('a settings file with a setting that there is not, or that is no YAML', async () => {
    const cwd = project()
    writeFileSync(join(cwd, 'capuchin.yaml'), 'atempts: 3\n')
    expect(told(await run(['solve', 'x'], { cwd }))).toEqual(
      sentence(3, /sets 'atempts', which is no setting/),
    )
    writeFileSync(join(cwd, 'capuchin.yaml'), 'attempts: [3\n')
    expect(told(await run(['config'], { cwd }))).toEqual(sentence(3, /is not YAML/))
    writeFileSync(join(cwd, 'capuchin.yaml'), 'attempts: 0\n')
    expect(told(await run(['solve', 'x'], { cwd }))).toEqual(sentence(3, /attempts from the project file/))
  })

  it.each([
    ['testCmd', 'testCmd: touch OUTSIDE\n'],
    ['allowUnsandboxed', 'sandbox: none\nallowUnsandboxed: true\n'],
    ['model', 'model: [a@http://127.0.0.1:9/v1]\n'],
  ])("a project's file that sets %s, with nobody to ask", async (name, yaml) => {
    const cwd = project()
    const target = join(desk.path, 'touched')
    writeFileSync(join(cwd, 'capuchin.yaml'), yaml.replace('OUTSIDE', target))
    expect(told(await run(['solve', 'x'], { cwd }))).toEqual(
      sentence(3, new RegExp(`not agreed to: .*${name}`)),
    )
    expect(() => readFileSync(target)).toThrow('ENOENT')
  })

  it('runs that there are not', async () => {
    const cwd = project()
    for (const command of ['resume', 'show', 'apply', 'undo'])
      expect(told(await run([command, '2020'], { cwd }))).toEqual(sentence(2, /there is no run '2020'/))
    expect(told(await run(['resume', 'last'], { cwd }))).toEqual(sentence(2, /there is no run 'last'/))
  })

  it('edit: a reply that does not fit, and one that holds nothing', async () => {
    const cwd = project()
    const before = fingerprint(cwd)
    const misfit = editBlock('calc.py', '    return nothing', '    return 1')
    const end = await run(['edit'], { cwd, stdin: misfit })
    expect(end).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('calc.py') })
    const outside = await run(['edit'], { cwd, stdin: editBlock('../out.py', '', 'x = 1') })
    expect(outside.exitCode).toBe(6)
    const empty = await run(['edit'], { cwd, stdin: 'I would rather not.' })
    expect(empty).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('holds no edits') })
    expect(fingerprint(cwd)).toEqual(before)
  })
})

describe('unusual repositories and runs that cannot succeed', () => {
  const desk = useDesk(needsSandbox)
  const project = (files: SampleFiles = pythonSum): string =>
    makeRepository(join(desk.path, 'project'), files)
  const mutate = (cwd: string): Promise<CliEnd> =>
    desk.run(['solve', pythonSumIssue, '--max-plausible', '1', '--json'], { cwd })
  const expectSolved = (end: CliEnd): void => {
    const { result } = readSolveOutput(end)
    expect({ status: result.status, exitCode: end.exitCode }).toEqual({ status: 'done', exitCode: 0 })
    expect(result.candidates[0]?.patch).toContain('+    return a + b')
  }

  it('a dirty tree: works on the files as they are, and the patch applies to them', async () => {
    const cwd = project()
    const dirty = `"""Sums."""\n${String(pythonSum['calc.py'])}`
    writeFileSync(join(cwd, 'calc.py'), dirty)
    writeFileSync(join(cwd, 'new.py'), 'x = 1\n')
    expectSolved(await mutate(cwd))
    expect((await desk.run(['apply', 'last'], { cwd })).exitCode).toBe(0)
    expect(readFileSync(join(cwd, 'calc.py'), 'utf8')).toBe(dirty.replace('a - b', 'a + b'))
  })

  it('binary files, names that are not UTF-8, a link to nowhere, and a file of 200 MB', async () => {
    const cwd = project({ ...pythonSum, 'logo.bin': new Uint8Array([0, 1, 255, 254, 10, 0]) })
    execFileSync('bash', ['-c', `printf 'x = 1\n' > $'caf\\xe9.py'; ln -s nowhere dangling; : > huge.bin`], {
      cwd,
    })
    truncateSync(join(cwd, 'huge.bin'), 200 * 1024 ** 2)
    git(cwd, 'add', 'dangling')
    expectSolved(await mutate(cwd))
    expect(git(cwd, 'status', '--porcelain')).toContain('huge.bin')
  })

  it('a detached HEAD, and one that has no commit yet', async () => {
    const detached = project()
    git(detached, 'checkout', '-q', '--detach')
    expectSolved(await mutate(detached))
    const unborn = join(desk.path, 'unborn')
    writeFiles(unborn, pythonSum)
    git(unborn, 'init', '-q')
    expectSolved(await mutate(unborn))
    const branched = await desk.run(['apply', 'last', '--branch', 'fix'], { cwd: unborn })
    expect(told(branched)).toEqual(sentence(2, /no commit to branch from/))
    expect((await desk.run(['apply', 'last'], { cwd: unborn })).exitCode).toBe(0)
  })

  it('tests that hang', async () => {
    const flags = ['--test-cmd', 'sleep 300', '--test-minutes', '0.01', '--strategy', 'mutation']
    const end = await desk.run(['solve', pythonSumIssue, ...flags], { cwd: project() })
    expect({ exitCode: end.exitCode, said: end.stderr }).toEqual({
      exitCode: 2,
      said: expect.stringMatching(/'sleep 300' did not end within/),
    })
  })

  it('a failing command that does not fail', async () => {
    const end = await desk.run(['solve', 'x', '--fail-cmd', 'true'], { cwd: project() })
    expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'true' exits 0 before") })
  })

  it('an endpoint that nobody serves', async () => {
    const flags = ['--model', 'a@http://127.0.0.1:9/v1', '--retries', '0']
    const end = await desk.run(['solve', pythonSumIssue, ...flags], { cwd: project() })
    expect(end).toMatchObject({ exitCode: 7, stdout: expect.stringContaining('cannot be reached') })
  })

  it('replies without a single edit', async () => {
    await using model = await startModel(['I am sure it is fine.', 'Really.', 'Trust me.', 'It is.'])
    const flags = ['--model', model.model, '--max-reflections', '3', '--json']
    const end = await desk.run(['solve', pythonSumIssue, ...flags], { cwd: project() })
    expect(end.exitCode).toBe(readSolveOutput(end).result.status === 'limit' ? 5 : 6)
    expect(readSolveOutput(end).result.candidates).toEqual([])
  })

  it('a key that a provider refuses', async () => {
    await using model = await startFailingModel([{ kind: 'status', status: 401 }])
    const env = { OPENAI_API_KEY: 'sk-wrong-key', OPENAI_BASE_URL: model.url }
    const end = await desk.run(['solve', pythonSumIssue, '--model', 'openai/gpt-4o-mini'], {
      cwd: project(),
      env,
    })
    expect({ exitCode: end.exitCode, said: end.stdout }).toEqual({
      exitCode: 7,
      said: expect.stringContaining('refused the key'),
    })
    expect(end.stdout + end.stderr).not.toContain('sk-wrong-key')
  })

  it('a run that is finished is not run again', async () => {
    const cwd = project()
    expectSolved(await mutate(cwd))
    expect((await desk.run(['apply', 'last'], { cwd })).exitCode).toBe(0)
    const again = await desk.run(['resume', 'last'], { cwd })
    expect({ exitCode: again.exitCode, said: again.stderr }).toEqual({
      exitCode: 0,
      said: expect.stringContaining('is finished'),
    })
    expect((await desk.run(['undo', 'last'], { cwd })).exitCode).toBe(0)
  })
})
