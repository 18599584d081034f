import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest'
import { createLocalProvider, type Sandbox, type SandboxProvider } from '../../sandbox/index.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { prepareTaskCheckout } from './task-checkout.ts'
import { scrubTask } from './scrub-task.ts'

let temp: TempDir
let provider: SandboxProvider
let unavailable: string | null = null

beforeAll(async () => {
  temp = await createTempDir('capuchin-scrub-')
  provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  const { available, detail } = await provider.describe()
  unavailable = available ? null : detail
})
afterAll(async () => {
  await provider.dispose()
  await temp[Symbol.asyncDispose]()
})

/** Stands in everything that the checkout must not give away. */
const secret = 'CANARY_OF_A_LATER_COMMIT'

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync(
    'git',
    ['-C', folder, '-c', 'user.name=n', '-c', 'user.email=e', '-c', 'protocol.file.allow=always', ...args],
    { encoding: 'utf8', stdio: 'pipe' },
  )
}

function commit(folder: string, text: string): void {
  writeFileSync(join(folder, 'app.py'), text)
  git(folder, 'add', '-A')
  git(folder, 'commit', '-qm', text)
}

/** A checkout at its second commit that still has a third one in every place where git keeps things. */
function makeHistory(path: string): string {
  const upstream = `${path}-upstream`
  const library = `${path}-library`
  for (const folder of [upstream, library]) {
    mkdirSync(folder, { recursive: true })
    git(folder, 'init', '-q', '-b', 'main')
    commit(folder, 'one')
    commit(folder, 'two')
  }
  git(upstream, 'submodule', '--quiet', 'add', library, 'library')
  git(upstream, 'commit', '-qm', 'submodule')
  const base = git(upstream, 'rev-parse', 'HEAD').trim()
  commit(library, secret)
  commit(upstream, secret)
  git(upstream, 'tag', '-am', secret, 'v3')
  git(temp.path, 'clone', '-q', upstream, path)
  git(path, 'submodule', '--quiet', 'update', '--init')
  git(join(path, 'library'), 'fetch', '-q')
  // Packed, loose, on the stash, in reflogs, behind an alternate and as a replacement.
  commit(path, `${secret} loose`)
  writeFileSync(join(path, 'app.py'), `${secret} stashed`)
  git(path, 'stash')
  git(path, 'update-ref', 'refs/pull/1/head', 'HEAD')
  git(path, 'reset', '-q', '--hard', base)
  git(path, 'replace', base, 'refs/tags/v3^{commit}')
  git(path, 'worktree', 'add', '-q', `${path}-beside`, 'refs/tags/v3')
  appendFileSync(join(path, '.git/objects/info/alternates'), `${join(library, '.git/objects')}\n`)
  mkdirSync(join(path, 'vendor'))
  git(temp.path, 'clone', '-q', upstream, join(path, 'vendor/again'))
  git(join(path, 'vendor/again'), 'checkout', '-q', base)
  writeFileSync(join(path, 'staged.py'), 'staged')
  git(path, 'add', 'staged.py')
  writeFileSync(join(path, 'app.py'), 'changed by the environment')
  return base
}

async function openScrubbed(context: TestContext, path: string): Promise<Sandbox> {
  if (unavailable !== null) context.skip(unavailable)
  const sandbox = await provider.open({ from: 'checkout', path })
  await scrubTask(sandbox, { checkout: path })
  return sandbox
}

/** All that every object of a repository holds, whatever leads to it. */
const everything = (folder: string): string =>
  `cd ${folder} && git cat-file --batch-all-objects --batch --buffer --unordered | tr -d '\\0'; find . -path '*.git/*' -type f -exec cat {} +`

it('leaves one commit of a repository that has a later one everywhere, and its files as they are', async (context) => {
  const path = join(temp.path, 'full')
  const base = makeHistory(path)
  await using sandbox = await openScrubbed(context, path)
  const said = async (command: string): Promise<string> => {
    const { exitCode, stdout, stderr } = await sandbox.exec(`cd ${path} && ${command}`)
    expect({ command, exitCode, stderr }).toMatchObject({ exitCode: 0 })
    return stdout
  }
  expect(await said('git rev-list --all')).toBe(`${base}\n`)
  expect(await said('git rev-list --all --reflog --objects | wc -l')).toBe('4\n')
  expect(
    await said('git tag; git remote; git reflog; git stash list; git for-each-ref --format="%(refname)"'),
  ).toBe('refs/heads/main\n')
  expect(await said('git fsck --full --unreachable --lost-found --no-reflogs 2>&1')).not.toMatch(
    /commit|missing|error/,
  )
  expect(await said('git log --format=%H | cat')).toBe(`${base}\n`)
  for (const folder of [path, join(path, 'library'), join(path, 'vendor/again')])
    expect(await said(everything(folder))).not.toContain(secret)
  expect(await said('cat app.py staged.py')).toBe('changed by the environmentstaged')
  expect(await said('git status --short')).toBe(' M app.py\nA  staged.py\n?? vendor/\n')
  expect(await said('git -C library status --short; git -C library log --format=%s')).toBe('two\n')
  // It is a repository that one can work in.
  await said('git -c user.name=n -c user.email=e commit -qam mine && git log --format=%s | head -n 1')
})

it('costs a checkout that has nothing to hide no copy of its objects', async (context) => {
  const source = join(temp.path, 'source')
  mkdirSync(source)
  git(source, 'init', '-q', '-b', 'main')
  commit(source, 'one')
  commit(source, 'two')
  const base = git(source, 'rev-parse', 'HEAD').trim()
  const path = join(temp.path, 'task')
  await prepareTaskCheckout({ source, commit: base, folder: path })
  await using plain = await openScrubbed(context, path)
  expect((await plain.exec(`cd ${path} && git fsck --full && git log --format=%s`)).stdout).toBe('two\n')
  git(path, 'commit', '-q', '--allow-empty', '-m', 'SWE-bench')
  const packs = 'find .git/objects -type f | sort'
  const before = execFileSync('bash', ['-c', packs], { cwd: path, encoding: 'utf8' })
  await using sandbox = await openScrubbed(context, path)
  expect((await sandbox.exec(`cd ${path} && ${packs}`)).stdout).toBe(before)
  expect((await sandbox.exec(`cd ${path} && git log --format=%s`)).stdout).toBe('SWE-bench\n')
  expect((await sandbox.exec(`cd ${path} && git rev-list --all | wc -l`)).stdout).toBe('1\n')
})

it('opens nothing whose history cannot be taken away', async (context) => {
  const path = join(temp.path, 'none')
  mkdirSync(path)
  await expect(openScrubbed(context, path)).rejects.toMatchObject({ code: 'workspace/history' })
})
