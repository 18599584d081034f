import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { gitBlobId } from '../../std/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { openCodeIndex } from './code-index.ts'
import { definitionsOf, nodeOf, type IndexedTree } from './indexed-tree.ts'
import { spell } from './spell.fixture.ts'

const syntax = createSyntax()
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capuchin-index-'))
})
afterEach(() => rm(folder, { recursive: true }))

const two = { 'a.py': 'from b import g\ndef f():\n    return g(1)\n', 'b.py': 'def g(x):\n    return x\n' }

type Files = Readonly<Record<string, string | Uint8Array>>

async function read(files: Files, { kept = true } = {}) {
  using index = openCodeIndex({ syntax, folder: kept ? folder : null, cores: 1 })
  return await index.read(createMemoryFileTree(new Map(Object.entries(files))))
}

function namesIn(tree: IndexedTree, path: string): readonly string[] {
  return definitionsOf(tree, nodeOf(tree, path)).map(({ name }) => name)
}

describe('openCodeIndex', () => {
  it('keeps what a file defines, uses, imports and says, function by function', async () => {
    expect(spell(await read(two), 'a.py')).toEqual({
      definitions: [{ name: 'f', kind: 'function', line: 2, startLine: 2, endLine: 3, parent: -1 }],
      imports: [{ module: 'b', names: ['g'] }],
      uses: ['call g x1 in 0', 'import g x1 in -1'],
      words: ['def x1 in 0', 'from x1 in -1', 'import x1 in -1', 'return x1 in 0'],
    })
  })

  it('parses once, and finds on disk what it knew in memory', async () => {
    const fresh = await read(two)
    const kept = await read({ 'c.py': 'class Other: pass\n', ...two })
    const third = await read(two)
    expect([fresh.parsed, kept.parsed, third.parsed]).toEqual([2, 1, 0])
    for (const path of ['a.py', 'b.py']) expect(spell(third, path)).toEqual(spell(fresh, path))
    expect(third.key).toBe(fresh.key)
    expect(kept.key).not.toBe(fresh.key)
  })

  it('knows a content under any path, but not under another language', async () => {
    await read({ 'a.py': 'x = 1\n' })
    expect((await read({ 'moved/b.py': 'x = 1\n' })).parsed).toBe(0)
    expect((await read({ 'a.rb': 'x = 1\n' })).parsed).toBe(1)
  })

  it('forgets files that are gone', async () => {
    await read(two)
    expect((await read({ 'b.py': two['b.py'] })).files).toEqual(['b.py'])
  })

  it('passes over what costs much and tells nothing, and says so, each time but at no cost', async () => {
    const files = {
      'big.py': 'x = 1\n'.repeat(200_000),
      'binary.py': new Uint8Array([112, 0, 1]),
      'min.js': `var a=${'b(1),'.repeat(2000)}0`,
      'latin.py': new Uint8Array([35, 0xe9, 10, ...Buffer.from('def f(): pass\n')]),
      'picture.png': 'def no(): pass',
    }
    const first = await read(files)
    expect(Object.fromEntries(first.unread)).toEqual({
      'big.py': 'huge',
      'binary.py': 'binary',
      'min.js': 'minified',
    })
    expect(namesIn(first, 'latin.py')).toEqual(['f'])
    expect(nodeOf(first, 'picture.png')).toBe(-1)
    const again = await read(files)
    expect([again.parsed, again.unread]).toEqual([0, first.unread])
  })

  it('reads by words what a grammar has no time for, and says so', async () => {
    using hurried = createSyntax({ maxRounds: 0 })
    const tree = createMemoryFileTree(new Map([['a.py', `def f(): pass\n${'x = [1, 2]\n'.repeat(20_000)}`]]))
    using index = openCodeIndex({ syntax: hurried, folder, cores: 1 })
    const found = await index.read(tree)
    expect([...found.unread]).toEqual([['a.py', 'unparsed']])
    expect(namesIn(found, 'a.py')).toEqual(['f'])
  })

  it('reads UTF-16 by its mark', async () => {
    const bytes = Buffer.from('\uFEFFdef f(): pass\n', 'utf16le')
    expect(namesIn(await read({ 'a.py': bytes }), 'a.py')).toEqual(['f'])
  })

  it.each(['half a segment', '', '\u0008\0\0\0\0\0\0\0{"a": 1}'])(
    'reads again what a damaged file held: %j',
    async (damage) => {
      await read(two)
      for (const name of await readdir(folder)) await writeFile(join(folder, name), damage)
      expect((await read(two)).parsed).toBe(2)
    },
  )

  it('sweeps what other versions and damage left', async () => {
    await read(two)
    const [own = ''] = await readdir(folder)
    await writeFile(join(folder, 'old.1.segment'), '')
    await writeFile(join(folder, own), 'damaged')
    await read(two)
    expect(await readdir(folder)).toEqual([own])
    expect((await read(two)).parsed).toBe(0)
  })

  it('reads all the same where nothing can be kept', async () => {
    await writeFile(join(folder, 'file'), '')
    using index = openCodeIndex({ syntax, folder: join(folder, 'file', 'below') })
    const found = await index.read(createMemoryFileTree(new Map(Object.entries(two))))
    expect(found.files).toEqual(['a.py', 'b.py'])
  })

  it('keeps everything when two write at once', async () => {
    await Promise.all([read({ 'a.py': two['a.py'] }), read({ 'b.py': two['b.py'] })])
    expect((await read(two)).parsed).toBe(0)
  })

  it('keeps few segments however often something is added, and loses nothing', async () => {
    const files: Record<string, string> = {}
    for (let round = 0; round < 40; round++) {
      files[`f${round}.py`] = `def f${round}(): return call${round}(${round})\n`
      expect((await read(files)).parsed).toBe(1)
    }
    expect((await readdir(folder)).length).toBeLessThanOrEqual(9)
    const joined = await read(files)
    const whole = await read(files, { kept: false })
    expect([joined.parsed, whole.parsed, joined.key === whole.key]).toEqual([0, 40, true])
    for (const path of Object.keys(files)) expect(spell(joined, path)).toEqual(spell(whole, path))
  })

  it('does not read a file whose content id it knows', async () => {
    using index = openCodeIndex({ syntax, folder: null, cores: 1 })
    await index.read(createMemoryFileTree(new Map([['a.py', two['a.py']]])))
    const found = await index.read({
      list: () => Promise.resolve(['a.py', 'b.py']),
      contentIds: () => Promise.resolve(new Map([['a.py', gitBlobId(Buffer.from(two['a.py']))]])),
      read: () => Promise.resolve(null),
    })
    expect(namesIn(found, 'a.py')).toEqual(['f'])
    expect([...found.unread]).toEqual([['b.py', 'gone']])
  })
})
