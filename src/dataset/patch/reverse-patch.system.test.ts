import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom, createTempDir, runProcess } from '../../std/index.ts'
import { reversePatch } from './reverse-patch.ts'

const env = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

async function git(cwd: string, args: readonly string[], stdin = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess('git', args, { cwd, env, stdin, timeoutMs: 20_000 })
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${Buffer.from(stderr).toString('utf8')}`)
  return Buffer.from(stdout).toString('utf8')
}

const names = ['a.py', 'dir/b.py', 'sp ace.txt', 'qu"ote', 'é.md', 'bin', 'run.sh']

/** Writes a tree drawn from a seed: text with and without final newline, bytes, links, modes, absent files. */
async function writeTree(folder: string, seed: number): Promise<void> {
  const random = createRandom(seed)
  for (const [index, name] of names.entries()) {
    const path = join(folder, name)
    await rm(path, { force: true })
    await mkdir(dirname(path), { recursive: true })
    const kind = random.below(8)
    if (kind === 0) continue
    const lines = Array.from({ length: random.below(30) }, () => `line ${random.below(5)}`)
    const body = `${lines.join('\n')}${random.below(2) === 0 ? '\n' : ''}`
    if (kind === 1) await symlink(`target${random.below(3)}`, path)
    else if (name === 'bin')
      await writeFile(
        path,
        Uint8Array.from({ length: 40 }, (_, at) => (at === 0 ? 0 : random.below(256))),
      )
    else await writeFile(path, body, { mode: random.below(2) === 0 ? 0o644 : 0o755 })
    // Content that moves to the next name makes git write renames.
    const next = names[index + 1]
    if (kind === 2 && next !== undefined) await writeFile(join(folder, `moved ${random.below(2)}`), body)
  }
}

describe('reversePatch against git', () => {
  it('takes a tree back to what it was', async () => {
    await using temp = await createTempDir()
    const folder = temp.path
    await git(folder, ['init', '-q'])
    await git(folder, ['config', 'core.quotepath', 'true'])
    const trees: string[] = []
    for (let seed = 0; seed < 24; seed += 1) {
      await writeTree(folder, seed)
      await git(folder, ['add', '-A'])
      trees.push((await git(folder, ['write-tree'])).trim())
    }
    for (const [index, before] of trees.slice(0, -1).entries()) {
      const after = trees[index + 1] ?? ''
      const patch = await git(folder, ['diff', '-M', '--binary', before, after])
      await git(folder, ['read-tree', after])
      await git(folder, ['apply', '--cached', '-'], reversePatch(patch))
      expect((await git(folder, ['write-tree'])).trim()).toBe(before)
    }
  })
})
