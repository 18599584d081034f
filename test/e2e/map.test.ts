import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { needsBuild, useDesk, type CliEnd } from './command-line.ts'
import { makeRepository, pythonSum, writeFiles } from './sample-repositories.ts'

const mapSchema = z.object({
  map: z.string(),
  tokens: z.number(),
  passedOver: z.record(z.string(), z.string()),
  whole: z.boolean(),
})
const rankSchema = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string(), score: z.number(), tests: z.array(z.string()).optional() }))
    .min(1),
  symbols: z
    .array(
      z.strictObject({
        path: z.string(),
        name: z.string(),
        kind: z.string(),
        startLine: z.number(),
        endLine: z.number(),
        score: z.number(),
      }),
    )
    .min(1),
  passedOver: z.record(z.string(), z.string()),
  whole: z.boolean(),
})

function read({ exitCode, stdout, stderr }: CliEnd) {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return mapSchema.parse(JSON.parse(stdout))
}

describe('capuchin map', () => {
  const desk = useDesk(needsBuild)
  const project = (): string => makeRepository(join(desk.path, 'project'), pythonSum)
  const map = (cwd: string, ...flags: readonly string[]): Promise<CliEnd> =>
    desk.run(['map', ...flags], { cwd })

  it('never exceeds its budget', async () => {
    const cwd = project()
    const lengths: number[] = []
    for (const budget of [1, 20, 60, 4096]) {
      const { tokens, map: text } = read(await map(cwd, '--json', '--tokens', String(budget)))
      expect(tokens).toBeLessThanOrEqual(budget)
      lengths.push(text.length)
    }
    expect(lengths.at(-1)).toBeGreaterThan(lengths[0] ?? 0)
  })

  it('takes its question from a file, and ranks for it', async () => {
    const cwd = project()
    writeFileSync(join(desk.path, 'issue.txt'), 'half gives too much\n')
    const shown = read(await map(cwd, '--json', '--query', `@${join(desk.path, 'issue.txt')}`))
    expect(shown.map).toContain('half')
    const ranked = await map(cwd, '--rank', '--json', '--query', 'half gives too much')
    expect(rankSchema.parse(JSON.parse(ranked.stdout)).symbols[0]?.name).toBe('half')
    expect((await map(cwd, '--rank', '--query', 'half')).stdout).toMatch(/FILE.*SCORE[^]*calc\.py[^]*SYMBOL/)
  })

  it('says the same however often and by however many it is asked', async () => {
    const cwd = project()
    // The first two find nothing kept, and keep what they read at the same time.
    const ask = (): Promise<CliEnd> => map(cwd, '--query', 'add gives too little')
    const ends = await Promise.all([ask(), ask()])
    for (let run = 0; run < 8; run++) ends.push(await ask())
    expect(new Set(ends.map(({ stdout }) => stdout)).size).toBe(1)
    expect(ends[0]?.stdout).toContain('def add')
  })

  it.each([
    ['a query file that is not there', ['--query', '@gone.txt'], /cannot read the query from gone\.txt/],
    ['--rank with nothing to rank for', ['--rank'], /nothing to rank for/],
    ['a budget of nothing', ['--tokens', '0'], /not a whole number above 0/],
    ['a folder that is not there', ['--repo', 'gone'], /cannot be opened/],
  ])('%s', async (_what, flags, words) => {
    const end = await map(project(), ...flags)
    expect({ exitCode: end.exitCode, said: end.stderr }).toEqual({
      exitCode: 2,
      said: expect.stringMatching(words),
    })
    expect(end.stderr).not.toMatch(/^\s+at /m)
  })

  it('a bare repository has nothing to map, a folder without git has', async () => {
    git(desk.path, 'clone', '-q', '--bare', project(), 'bare')
    expect(await map(join(desk.path, 'bare'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('bare repository'),
    })
    const plain = join(desk.path, 'plain')
    writeFiles(plain, { ...pythonSum, '.gitignore': 'secret.py\n', 'secret.py': 'def hidden(): pass\n' })
    const { map: text, whole } = read(await map(plain, '--json', '--query', 'add hidden'))
    expect({ whole, hasAdd: text.includes('def add'), hasHidden: text.includes('hidden') }).toEqual({
      whole: true,
      hasAdd: true,
      hasHidden: false,
    })
  })

  it('odd files cost a warning or nothing, and never the rest of the map', async () => {
    const cwd = project()
    writeFiles(cwd, {
      'binary.py': new Uint8Array([112, 0, 1]),
      'huge.py': 'x = 1\n'.repeat(200_000),
      'min.js': `var a=${'b(1),'.repeat(2000)}0`,
      'wide.py': Buffer.from('\uFEFFdef wide(): pass\n', 'utf16le'),
      'latin.py': Buffer.from('def latin(): pass  # ä\n', 'latin1'),
      'old.py': 'def old(): pass\rdef mac(): pass\r',
      'new\nline "quoted".py': 'def newline(): pass\n',
      'sparse.py': 'def sparse(): pass\n',
      'both.py': 'def both(): pass\n',
    })
    execFileSync('bash', ['-c', String.raw`printf 'def cafe(): pass\n' > $'caf\xe9.py'`], { cwd })
    symlinkSync('.', join(cwd, 'loop'))
    git(cwd, 'add', '-A')
    git(cwd, 'commit', '-qm', 'odd')
    conflict(cwd)
    git(cwd, 'update-index', '--skip-worktree', 'sparse.py')
    rmSync(join(cwd, 'sparse.py'))
    git(
      cwd,
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${git(cwd, 'rev-parse', 'HEAD').trim()},module.py`,
    )
    const end = await map(cwd, '--query', 'add wide latin old newline merged sparse')
    expect(end.exitCode).toBe(0)
    expect(end.stderr.trim().split('\n').sort()).toEqual([
      'passed over binary.py: binary',
      'passed over huge.py: huge',
      'passed over min.js: minified',
    ])
    for (const name of ['add', 'wide', 'latin', 'old', 'newline', 'merged'])
      expect(end.stdout).toContain(`def ${name}`)
    expect(end.stdout).not.toContain('def sparse')
  })
})

/** Leaves `both.py` with a conflict in the index and `merged` in the work tree. */
function conflict(cwd: string): void {
  git(cwd, 'checkout', '-qb', 'theirs')
  writeFileSync(join(cwd, 'both.py'), 'def theirs(): pass\n')
  git(cwd, 'commit', '-qm', 'theirs', 'both.py')
  git(cwd, 'checkout', '-q', 'main')
  writeFileSync(join(cwd, 'both.py'), 'def ours(): pass\n')
  git(cwd, 'commit', '-qm', 'ours', 'both.py')
  expect(() => git(cwd, 'merge', '-q', 'theirs')).toThrow('merge')
  expect(git(cwd, 'ls-files', '-u')).toContain('both.py')
  writeFileSync(join(cwd, 'both.py'), 'def merged(): pass\n')
}
