import { randomBytes } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTempDir, runProcess, sha256 } from '../../std/index.ts'
import { renderGitPatch } from './git-patch.ts'
import { buildPatch } from './patch.ts'
import { bytePath, listTreeFiles, readTreeFile, type FileChange, type TreeFile } from './tree-file.ts'

const line = fc.constantFrom(
  'same\n',
  'def f():\n',
  '  deep\n',
  '\n',
  'wide é ü\n',
  'cr\r\n',
  'lone \r here\n',
  '-- a\n',
  '\u2028\n',
)
const lines = fc.array(line, { maxLength: 30 })
const end = fc.constantFrom('', '', 'no newline at end')
const text = fc.tuple(lines, end).map(([body, last]) => Buffer.from(body.join('') + last))

/** A second text made of the first by cutting, inserting and swapping. */
const edited = fc
  .tuple(
    lines,
    fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.array(line, { maxLength: 4 })), { maxLength: 4 }),
    end,
  )
  .map(([body, edits, last]) => {
    const after = [...body]
    for (const [at, gone, come] of edits) after.splice(at, gone, ...come)
    return [Buffer.from(body.join('')), Buffer.from(after.join('') + last)] as const
  })
const mode = fc.constantFrom('100644' as const, '100755' as const)
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const file = fc.record({ mode, content: fc.oneof({ weight: 4, arbitrary: text }, bytes) })
const target = fc.stringMatching(/^[a-zé ]{1,20}$/).map((to) => Buffer.from(to))
const link = fc.record({ mode: fc.constant('120000' as const), content: target })
const side: fc.Arbitrary<TreeFile | null> = fc.oneof(
  { weight: 5, arbitrary: file },
  { weight: 1, arbitrary: link },
  { weight: 1, arbitrary: fc.constant(null) },
)
const sides = fc.oneof(
  fc.tuple(side, side),
  fc.tuple(edited, mode, mode).map(
    ([[before, after], old, fresh]) =>
      [
        { mode: old, content: before },
        { mode: fresh, content: after },
      ] as const,
  ),
)
/** Bytes of a name: all but NUL and slash. */
const name = fc
  .array(
    fc.oneof(fc.constantFrom(32, 97, 98, 34, 92, 9, 10, 0xc3, 0xa9, 0xff), fc.integer({ min: 1, max: 255 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((codes) => String.fromCharCode(...codes).replaceAll('/', '_'))
const changes: fc.Arbitrary<FileChange[]> = fc
  .uniqueArray(fc.tuple(name, sides), { maxLength: 12, selector: ([path]) => path })
  .map((entries) =>
    entries.map(([path, [before, after]], index) => ({ path: `d${index % 3}/x${path}`, before, after })),
  )

test('git applies a patch to the old tree and gets the new one, and back', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      const patch = await buildPatch(list)
      expect(await applied(list, patch, 'before')).toEqual(treeOf(list, 'after'))
      expect(await applied(list, patch, 'after')).toEqual(treeOf(list, 'before'))
    }),
    { numRuns: 60 },
  )
})

test('says the same as git about every file', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      for (const { path, before, after } of list.slice(0, 4)) {
        const change = [{ path, before, after }]
        const differs = await buildPatch(change)
        const gits = differs === '' ? '' : await renderGitPatch(change)
        expect(headersOf(differs)).toEqual(headersOf(gits))
      }
    }),
    { numRuns: 15 },
  )
})

test('writes plain edits byte by byte as git does', async () => {
  const body = Array.from({ length: 60 }, (_, index) =>
    index % 9 === 0 ? `def f${index}():\n` : `  line ${index}\n`,
  )
  const edit = (at: number, gone: number, ...come: string[]): string[] => body.toSpliced(at, gone, ...come)
  const afters = [
    edit(0, 1),
    edit(59, 1, '  last without end'),
    edit(20, 2, '  x\n'),
    edit(30, 0, '  a\n', '  b\n'),
    [...edit(20, 1, '  x\n').slice(0, 26), '  y\n', ...edit(20, 1, '  x\n').slice(28)],
    [...edit(10, 1, '  x\n').slice(0, 17), '  y\n', ...edit(10, 1, '  x\n').slice(18)],
    [...edit(10, 1, '  x\n').slice(0, 18), '  y\n', ...edit(10, 1, '  x\n').slice(19)],
    [`${'é'.repeat(79)}\n`, ...body.slice(1, 8), '  z\n'],
    [],
  ]
  const long = [`def ${'é'.repeat(60)}():   \n`, ...body.filter((text) => text.startsWith(' '))]
  const befores = [...afters.map(() => body), long, ['\u{feff}a\n', 'b'], []]
  const all = [...afters, long.toSpliced(40, 1), ['\u{feff}a\n', 'c'], ['only\n']]
  for (const [index, after] of all.entries()) {
    const change = [{ path: `a b/file ${index}`, before: plain(befores[index] ?? []), after: plain(after) }]
    expect(await buildPatch(change)).toBe(await renderGitPatch(change))
  }
})

test('merges three ways by the blob ids of a patch', async () => {
  await using temp = await createTempDir('capuchin-patch-')
  const git = (...args: string[]) => runGit(temp.path, args)
  const base = Array.from({ length: 20 }, (_, index) => `line ${index}\n`)
  const before = plain(base)
  await git('init', '-q')
  await writeFile(join(temp.path, 'f'), before.content)
  await git('add', 'f')
  await writeFile(
    join(temp.path, 'f'),
    `new first line\n${before.content.toString().replace('line 9\n', 'line nine\n')}`,
  )
  await git('add', 'f')
  const patch = await buildPatch([{ path: 'f', before, after: plain(base.toSpliced(12, 1, 'changed\n')) }])
  await writeFile(join(temp.path, 'p'), patch)
  await git('apply', '--3way', 'p')
  expect(Buffer.from((await readTreeFile(temp.path, 'f'))?.content ?? '').toString()).toContain(
    'line 11\nchanged\n',
  )
})

test('leaves texts that are far apart to git', { timeout: 60_000 }, async () => {
  const make = (seed: string): TreeFile =>
    plain(Array.from({ length: 20_000 }, (_, index) => `${seed} ${index}\n`))
  const list = [{ path: 'f', before: make('a'), after: make('b') }]
  const patch = await buildPatch(list)
  expect(patch).toBe(await renderGitPatch(list))
  expect(await applied(list, patch, 'before')).toEqual(treeOf(list, 'after'))
})

test('tells a large binary by what changed in it', { timeout: 120_000 }, async () => {
  const old = randomBytes(12_000_000)
  const inPlace = Buffer.from(old)
  for (const at of [0, 7_000_000, 7_500_000, 11_999_999]) inPlace[at] = (old[at] ?? 0) ^ 1
  const grown = Buffer.concat([old.subarray(0, 5_000_001), Buffer.from('more'), old.subarray(5_000_001)])
  const other = randomBytes(3_000_000)
  const list = [inPlace, grown].map((after, index) => ({
    path: `f${index}`,
    before: { mode: '100644' as const, content: old },
    after: { mode: '100755' as const, content: after },
  }))
  const patch = await buildPatch(list)
  expect(patch.length).toBeLessThan(100_000)
  const whole = [
    { path: 'w', before: { mode: '100644' as const, content: other }, after: list[0]?.after ?? null },
  ]
  const all = [...list, ...whole]
  const both = await buildPatch(all)
  const [forth, back] = [await applied(all, both, 'before'), await applied(all, both, 'after')]
  expect(forth).toEqual(treeOf(all, 'after'))
  expect(back).toEqual(treeOf(all, 'before'))
})

function plain(body: readonly string[]): TreeFile {
  return { mode: '100644', content: Buffer.from(body.join('')) }
}

/** What stands outside of hunks and binary data. */
function headersOf(patch: string): readonly string[] {
  return patch.split('\n').filter((text) => /^(?:diff|old|new|deleted|index|---|\+\+\+|GIT) /.test(text))
}

type Tree = Readonly<Record<string, string>>

function treeOf(list: readonly FileChange[], side: 'before' | 'after'): Tree {
  const files = list.flatMap((change) => {
    const held = change[side]
    return held === null ? [] : [[change.path, describeFile(held)] as const]
  })
  return Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function describeFile({ mode: fileMode, content }: TreeFile): string {
  return `${fileMode} ${content.byteLength > 1000 ? sha256(content) : content.toString('latin1')}`
}

/** The tree after git has applied a patch to one side, backwards to the later one. */
async function applied(list: readonly FileChange[], patch: string, from: 'before' | 'after'): Promise<Tree> {
  await using temp = await createTempDir('capuchin-patch-')
  const root = join(temp.path, 'tree')
  await mkdir(root)
  for (const change of list) {
    const held = change[from]
    if (held === null) continue
    const path = bytePath(root, change.path)
    await mkdir(bytePath(root, dirname(change.path)), { recursive: true })
    if (held.mode === '120000') await symlink(held.content, path)
    else await writeFile(path, held.content, { mode: held.mode === '100755' ? 0o755 : 0o644 })
  }
  const file = join(temp.path, 'patch')
  await writeFile(file, patch)
  if (patch !== '')
    await runGit(root, ['apply', '--whitespace=nowarn', ...(from === 'after' ? ['-R'] : []), file])
  const found: [string, string][] = []
  for (const path of await listTreeFiles(root, '')) {
    const held = await readTreeFile(root, path)
    if (held !== null) found.push([path, describeFile(held)])
  }
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function runGit(cwd: string, args: readonly string[]): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', HOME: '/nonexistent' }
  const { exitCode, stderr } = await runProcess('git', args, { cwd, env })
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${Buffer.from(stderr).toString()}`)
}
