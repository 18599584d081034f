import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { createLocalProvider, type SandboxProvider } from '../../sandbox/index.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { openTaskFolder, prepareTaskCheckout, taskOptions } from '../index.ts'
import { exportChanges, stampNow } from './export-folder.ts'

let temp: TempDir
let provider: SandboxProvider
let unavailable: string | null = null

beforeAll(async () => {
  temp = await createTempDir('capuchin-task-')
  provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  const { available, detail } = await provider.describe()
  unavailable = available ? null : detail
})
afterAll(async () => {
  await provider.dispose()
  await temp[Symbol.asyncDispose]()
})

function requireSandbox(context: TestContext): void {
  if (unavailable !== null) context.skip(unavailable)
}

/** Three commits, the middle one with a tag; returns the id of the middle one. */
function makeRepository(path: string): string {
  mkdirSync(path, { recursive: true })
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', path, '-c', 'user.name=n', '-c', 'user.email=e', ...args], {
      encoding: 'utf8',
    })
  git('init', '-q')
  for (const version of ['1', '2', '3']) {
    writeFileSync(join(path, 'app.py'), `VERSION = ${version}\n`)
    git('add', '-A')
    git('commit', '-qm', `secret of ${version}`)
  }
  git('tag', 'v2', 'HEAD~1')
  return git('rev-parse', 'HEAD~1').trim()
}

describe('prepareTaskCheckout', () => {
  it('holds one commit under its own id, and nothing that came before or after', async () => {
    const source = join(temp.path, 'source')
    const commit = makeRepository(source)
    const folder = join(temp.path, 'checkout')
    await prepareTaskCheckout({ source, commit, folder })
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' })
    expect(readFileSync(join(folder, 'app.py'), 'utf8')).toBe('VERSION = 2\n')
    expect(git('rev-list', '--all').trim()).toBe(commit)
    expect(git('tag') + git('remote') + git('reflog')).toBe('')
    expect(git('cat-file', '--batch-all-objects', '--batch-check').match(/commit/g)).toHaveLength(1)
    expect(git('status', '--short')).toBe('')
  })

  it('says which commit of what could not be had', async () => {
    const source = join(temp.path, 'other')
    makeRepository(source)
    const folder = join(temp.path, 'nothing')
    await expect(prepareTaskCheckout({ source, commit: 'a'.repeat(40), folder })).rejects.toMatchObject({
      code: 'workspace/no-commit',
    })
  })
})

describe('exportChanges', () => {
  it('brings a folder to what a sandbox made of it, without writing through links', async (context) => {
    requireSandbox(context)
    const folder = join(temp.path, 'lower')
    mkdirSync(join(folder, 'sub'), { recursive: true })
    for (const name of ['kept', 'changed', 'gone', 'sub/gone']) writeFileSync(join(folder, name), name)
    execFileSync('cp', ['-al', folder, `${folder}-links`])
    const kept = statSync(join(folder, 'kept')).ino
    await using sandbox = await provider.open({ from: 'checkout', path: folder })
    const stamp = await stampNow(sandbox)
    const edit =
      "sleep 0.05; echo new > changed; rm gone sub/gone; mkdir 'a b'; echo x > 'a b/new'; ln -s kept link"
    expect((await sandbox.exec(edit)).exitCode).toBe(0)
    await exportChanges(sandbox, { from: folder, to: folder, stamp })
    const listed = execFileSync('find', ['.', '-printf', '%y %P\n'], { cwd: folder, encoding: 'utf8' })
    expect(listed.trim().split('\n').toSorted()).toEqual(
      ['d ', 'd a b', 'd sub', 'f a b/new', 'f changed', 'f kept', 'l link'].toSorted(),
    )
    expect(readFileSync(join(folder, 'changed'), 'utf8')).toBe('new\n')
    expect(statSync(join(folder, 'kept')).ino).toBe(kept)
    expect(readFileSync(join(`${folder}-links`, 'changed'), 'utf8')).toBe('changed')
  })
})

describe('openTaskFolder', () => {
  const recipe = {
    python: '3.11',
    requirements: [],
    preInstall: ['echo prepared >> app.py'],
    install: ['test "$(python -c "import sys; print(sys.prefix)")" = /opt/miniconda3/envs/testbed'],
    shims: { 'shim.py': 'shimmed = True\n' },
    env: { GREETING: 'hello' },
  }

  it('is made once, opens at the places that scripts expect, and keeps its base', async (context) => {
    requireSandbox(context)
    const source = join(temp.path, 'project')
    const baseCommit = makeRepository(source)
    const said: string[] = []
    const request = { instanceId: 'a__b-1', source, baseCommit, recipe }
    const deps = {
      root: join(temp.path, 'environments'),
      provider,
      env: process.env,
      onProgress: (text: string) => void said.push(text),
    }
    const task = await openTaskFolder(request, deps).catch((error: unknown) => {
      if (/no Python|ensurepip|pip install/.test(String(error)))
        return context.skip(`no virtual environment can be made here: ${String(error)}`)
      throw error
    })
    const rounds = said.length
    expect(await openTaskFolder(request, deps)).toEqual(task)
    expect(said).toHaveLength(rounds)
    await using sandbox = await provider.open(
      { from: 'checkout', path: task.path },
      taskOptions(task.python, recipe),
    )
    const look = [
      '. /opt/miniconda3/bin/activate',
      'conda activate testbed',
      'cd /testbed',
      'tail -n 1 app.py',
      `git diff --stat ${baseCommit} | tail -n 1`,
      'git log --format=%s | head -n 1',
      'python -c "import shim, os; print(shim.shimmed, os.environ[\'GREETING\'])"',
    ].join(' && ')
    const result = await sandbox.exec(look)
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.stdout).toBe('prepared\n 1 file changed, 1 insertion(+)\nSWE-bench\nTrue hello\n')
    rmSync(join(deps.root, 'making'), { recursive: true, force: true })
  })
})
