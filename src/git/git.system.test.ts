import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  applyPatch,
  commitOnBranch,
  ignoredPaths,
  listFiles,
  openRepository,
  readState,
  writeChanges,
} from './index.ts'

let root: string
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
const write = (path: string, content: string): void => writeFileSync(join(root, path), content)
const fromRoot = (path: string) => readState(join(root, path))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'git-'))
  git('init', '-q', '-b', 'main')
  git('config', 'user.name', 'Ann')
  git('config', 'user.email', 'ann@example.org')
  write('a.txt', 'one\ntwo\n')
  git('add', '-A')
  git('commit', '-qm', 'start')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const patch = `diff --git a/a.txt b/a.txt
--- a/a.txt
+++ b/a.txt
@@ -1,2 +1,2 @@
 one
-two
+three
diff --git a/new/b.sh b/new/b.sh
new file mode 100755
--- /dev/null
+++ b/new/b.sh
@@ -0,0 +1 @@
+echo hi
`

describe('openRepository', () => {
  it('sees a clean, a dirty, a detached, an unborn and a merging checkout', async () => {
    expect(await openRepository(root)).toMatchObject({ root, branch: 'main', dirty: [], underWay: null })
    write('c d.txt', 'x')
    git('checkout', '-q', '--detach')
    writeFileSync(join(root, '.git', 'MERGE_HEAD'), git('rev-parse', 'HEAD'))
    expect(await openRepository(root)).toMatchObject({ branch: null, dirty: ['c d.txt'], underWay: 'merge' })
    rmSync(join(root, '.git'), { recursive: true })
    git('init', '-q', '-b', 'main')
    expect(await openRepository(root)).toMatchObject({ head: null, branch: 'main' })
  })

  it('says what is wrong with a folder that is none', async () => {
    await expect(openRepository(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'git/no-folder' })
    const bare = mkdtempSync(join(tmpdir(), 'bare-'))
    await expect(openRepository(bare)).rejects.toMatchObject({ code: 'git/no-repository' })
    execFileSync('git', ['init', '-q', '--bare'], { cwd: bare })
    await expect(openRepository(bare)).rejects.toMatchObject({ code: 'git/bare' })
    rmSync(bare, { recursive: true })
  })

  it('finds the top from a folder below it, and from a linked worktree', async () => {
    mkdirSync(join(root, 'deep/er'), { recursive: true })
    expect((await openRepository(join(root, 'deep/er'))).root).toBe(root)
    git('worktree', 'add', '-q', join(root, '..', 'linked-worktree-of-test'))
    const linked = join(root, '..', 'linked-worktree-of-test')
    expect((await openRepository(linked)).root).toBe(join(tmpdir(), 'linked-worktree-of-test'))
    rmSync(linked, { recursive: true })
  })

  it('runs nothing that the repository configures', async () => {
    const trap = join(root, 'trap.sh')
    writeFileSync(trap, `#!/bin/sh\ntouch ${root}/.git/trapped\ncat\n`)
    chmodSync(trap, 0o755)
    for (const setting of [
      'core.fsmonitor',
      'diff.external',
      'filter.f.clean',
      'filter.f.smudge',
      'core.pager',
    ])
      git('config', setting, trap)
    git('config', 'filter.f.required', 'true')
    write('.gitattributes', '*.txt filter=f diff=f\n')
    write('a.txt', 'one\ntwo\nthree\n')
    await openRepository(root)
    await listFiles(root)
    await commitOnBranch(root, { branch: 'fix', parent: 'HEAD', patch: '', message: 'm' }).catch(
      () => undefined,
    )
    expect(existsSync(join(root, '.git', 'trapped'))).toBe(false)
  })
})

describe('files', () => {
  it('lists tracked and untracked ones and leaves ignored ones out', async () => {
    write('.gitignore', 'junk*\n')
    write('junk1', '')
    write('ünï code.txt', '')
    expect(await listFiles(root)).toEqual(['.gitignore', 'a.txt', 'ünï code.txt'])
    expect(await ignoredPaths(root, ['junk1', 'a.txt'])).toEqual(new Set(['junk1']))
  })
})

describe('a patch', () => {
  it('is applied, written and taken back to the byte, modes included', async () => {
    chmodSync(join(root, 'a.txt'), 0o640)
    const changes = await applyPatch(patch, fromRoot)
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\ntwo\n')
    await writeChanges(root, changes)
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\nthree\n')
    expect(statSync(join(root, 'a.txt')).mode & 0o777).toBe(0o640)
    expect(statSync(join(root, 'new/b.sh')).mode & 0o111).not.toBe(0)
    await writeChanges(root, await applyPatch(patch, fromRoot, { reverse: true }))
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\ntwo\n')
    expect(existsSync(join(root, 'new'))).toBe(false)
  })

  it('is refused whole when a file changed in the meantime', async () => {
    const changes = await applyPatch(patch, fromRoot)
    write('a.txt', 'one\ntwo\nmine\n')
    await expect(writeChanges(root, changes)).rejects.toMatchObject({ code: 'git/files-changed' })
    expect(existsSync(join(root, 'new'))).toBe(false)
    write('a.txt', 'other\n')
    await expect(applyPatch(patch, fromRoot)).rejects.toMatchObject({ code: 'git/patch-rejected' })
  })

  it.each(['../out.txt', '.git/hooks/pre-commit', 'sub/.GIT/config', '/abs.txt'])(
    'never writes to %s',
    async (path) => {
      const change = { path, before: null, after: { content: Buffer.from('x'), mode: 0o100644 } }
      await expect(writeChanges(root, [change])).rejects.toMatchObject({ code: 'git/unsafe-path' })
    },
  )

  it('never writes through a folder that is a symlink', async () => {
    symlinkSync(tmpdir(), join(root, 'link'))
    const change = {
      path: 'link/out.txt',
      before: null,
      after: { content: Buffer.from('x'), mode: 0o100644 },
    }
    await expect(writeChanges(root, [change])).rejects.toMatchObject({ code: 'git/unsafe-path' })
  })
})

describe('commitOnBranch', () => {
  it('commits without touching the work tree, the index or the present branch', async () => {
    write('a.txt', 'dirty\n')
    const made = await commitOnBranch(root, {
      branch: 'fix/it',
      parent: git('rev-parse', 'HEAD'),
      patch,
      message: 'Fix it',
    })
    expect(git('rev-parse', 'fix/it')).toBe(made.commit)
    expect(git('show', 'fix/it:a.txt')).toBe('one\nthree')
    expect(git('ls-tree', 'fix/it', 'new/b.sh')).toMatch(/^100755/)
    expect(git('log', '-1', '--format=%an %s', 'fix/it')).toBe('Ann Fix it')
    expect(git('status', '--porcelain')).toBe('M a.txt')
    expect(git('branch', '--show-current')).toBe('main')
    await expect(
      commitOnBranch(root, { branch: 'fix/it', parent: 'HEAD', patch, message: '' }),
    ).rejects.toMatchObject({
      code: 'git/branch-exists',
    })
  })
})
