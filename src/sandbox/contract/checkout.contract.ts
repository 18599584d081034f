import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { hasCode } from '../../std/index.ts'
import type { Cases } from './bench.contract.ts'
import { chownTree, git, hashTree, makeCheckout } from './fixture.contract.ts'

export const checkoutCases: Cases = {
  'lets git work inside and keeps commits there': async ({ open, checkout }) => {
    const head = git(checkout, 'rev-parse', 'HEAD')
    const sandbox = await open()
    const commit =
      'echo x > x; git add x; git -c user.name=n -c user.email=e commit -qm inside; git rev-list --count HEAD'
    expect(await sandbox.exec(commit)).toMatchObject({ stdout: '2\n', exitCode: 0 })
    expect(git(checkout, 'rev-parse', 'HEAD')).toBe(head)
  },
  'opens a worktree': async ({ checkout, provider }) => {
    const tree = `${checkout}-worktree`
    git(checkout, 'worktree', 'add', '-q', tree)
    await using sandbox = await provider.open({ from: 'checkout', path: tree })
    expect(
      await sandbox.exec('echo y >> src/main.txt; git log --oneline | wc -l; git status --short'),
    ).toMatchObject({
      exitCode: 0,
      stdout: '1\n M src/main.txt\n',
    })
    expect(await sandbox.diff()).toContain('+y')
  },
  'opens a checkout with a submodule': async ({ checkout, provider }) => {
    const outer = `${checkout}-outer`
    makeCheckout(outer)
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', checkout, 'sub')
    git(outer, 'commit', '-qm', 'submodule')
    await using sandbox = await provider.open({ from: 'checkout', path: outer })
    const result = await sandbox.exec(
      'cd sub && git status --short && git log --oneline | wc -l && echo z >> src/main.txt && echo i > a.log',
    )
    expect(result).toMatchObject({ exitCode: 0, stdout: '1\n' })
    expect((await sandbox.diff()).match(/^diff --git .*$/gm)).toEqual([
      'diff --git a/sub/src/main.txt b/sub/src/main.txt',
    ])
    await using inner = await provider.open({ from: 'checkout', path: join(outer, 'sub') })
    expect(await inner.exec('git status --short; git log --oneline | wc -l')).toMatchObject({
      exitCode: 0,
      stdout: '1\n',
    })
  },
  'opens a tree that belongs to someone else': async ({ checkout, open, skip }) => {
    if (process.getuid?.() !== 0) skip('only root can give a tree away; run the suite as root')
    chownTree(checkout, 12345)
    const before = hashTree(checkout)
    const sandbox = await open()
    const edit =
      'echo more >> src/main.txt && rm run.sh && mkdir -p new && echo n > new/n && git add -A && git -c user.name=n -c user.email=e commit -qm x && git status --short'
    expect(await sandbox.exec(edit)).toMatchObject({ stderr: '', exitCode: 0 })
    expect((await sandbox.diff()).match(/^diff --git .*$/gm)).toHaveLength(3)
    expect(hashTree(checkout)).toBe(before)
  },
  'shows folders of the checkout at further places, or refuses to': async ({ checkout, provider }) => {
    const mounts = { '/elsewhere': 'src', '/opt/deep/place': '' }
    const opening = provider.open({ from: 'checkout', path: checkout }, { mounts })
    await using sandbox = await opening.catch((error: unknown) => {
      if (hasCode(error, 'sandbox/unsupported')) return null
      throw error
    })
    if (sandbox === null) return
    const both = 'cd /elsewhere && pwd -P && echo more >> main.txt && cat /opt/deep/place/src/main.txt'
    const result = await sandbox.exec(both)
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.stdout).toMatch(/^\/elsewhere\n(.*\n)*more\n$/)
    expect(await sandbox.diff()).toContain('+more')
    await using child = await sandbox.fork()
    expect((await child.exec('tail -n 1 /elsewhere/main.txt')).stdout).toBe('more\n')
  },
  'works in a folder that is no repository': async ({ provider, folder, checkout }) => {
    const plain = join(folder, `plain-${checkout.length}-${Date.now()}`)
    mkdirSync(plain)
    writeFileSync(join(plain, '.gitignore'), '*.log\n')
    writeFileSync(join(plain, 'a'), 'a\n')
    await using sandbox = await provider.open({ from: 'checkout', path: plain })
    await sandbox.exec('echo b > a; echo > x.log; echo c > c')
    expect((await sandbox.diff()).match(/^diff --git .*$/gm)).toEqual([
      'diff --git a/a b/a',
      'diff --git a/c b/c',
    ])
  },
}
