import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { gitBlobId } from '../../std/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { openCodeIndex, type TreeFacts } from './code-index.ts'

const syntax = createSyntax()
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capuchin-index-'))
})
afterEach(() => rm(folder, { recursive: true }))

const two = { 'a.py': 'from b import g\ndef f():\n    return g(1)\n', 'b.py': 'def g(x):\n    return x\n' }

async function read(files: Readonly<Record<string, string | Uint8Array>>, where: string | null = folder) {
  using index = await openCodeIndex({ syntax, folder: where })
  return await index.read(createMemoryFileTree(new Map(Object.entries(files))))
}

/** Everything that is known of a file, in words. */
function spell({ facts, vocabulary }: TreeFacts, path: string) {
  const found = facts.get(path)
  if (!found) return null
  const { terms, references, ...rest } = found
  const words = Array.from({ length: terms.length / 2 }, (_, at) => [
    vocabulary.textOf(terms[at * 2] ?? -1),
    terms[at * 2 + 1],
  ])
  const uses = Array.from({ length: references.length / 4 }, (_, at) => [
    vocabulary.textOf(references[at * 4] ?? -1),
    ...references.slice(at * 4 + 1, at * 4 + 4),
  ])
  return { ...rest, words: words.map(String).sort(), uses }
}

describe('openCodeIndex', () => {
  it('parses once, and finds on disk what it knew in memory', async () => {
    const fresh = await read(two)
    const kept = await read({ 'c.py': 'class Other: pass\n', ...two })
    const third = await read(two)
    expect([fresh.parsed, kept.parsed, third.parsed]).toEqual([2, 1, 0])
    for (const path of ['a.py', 'b.py']) expect(spell(third, path)).toEqual(spell(fresh, path))
    expect(spell(third, 'a.py')?.uses).toContainEqual(['g', 0, 1, 1])
  })

  it('knows a content under any path, but not under another language', async () => {
    await read({ 'a.py': 'x = 1\n' })
    expect((await read({ 'moved/b.py': 'x = 1\n' })).parsed).toBe(0)
    expect((await read({ 'a.rb': 'x = 1\n' })).parsed).toBe(1)
  })

  it('forgets files that are gone', async () => {
    await read(two)
    expect([...(await read({ 'b.py': two['b.py'] })).facts.keys()]).toEqual(['b.py'])
  })

  it('passes over what costs much and tells nothing, and says so', async () => {
    const { facts, unread, parsed } = await read({
      'big.py': 'x = 1\n'.repeat(200_000),
      'binary.py': new Uint8Array([112, 0, 1]),
      'min.js': `var a=${'b(1),'.repeat(2000)}0`,
      'latin.py': new Uint8Array([35, 0xe9, 10, ...Buffer.from('def f(): pass\n')]),
      'picture.png': 'def no(): pass',
    })
    expect(Object.fromEntries(unread)).toEqual({
      'big.py': 'huge',
      'binary.py': 'binary',
      'min.js': 'minified',
    })
    expect(parsed).toBe(1)
    expect(facts.get('latin.py')?.definitions.map(({ name }) => name)).toEqual(['f'])
    expect(facts.has('picture.png')).toBe(false)
  })

  it('reads by words what a grammar has no time for, says so, and tries again next time', async () => {
    using hurried = createSyntax({ timeoutMs: 0 })
    const tree = createMemoryFileTree(new Map([['a.py', `def f(): pass\n${'x = [1, 2]\n'.repeat(20_000)}`]]))
    using index = await openCodeIndex({ syntax: hurried, folder })
    const { facts, unread, parsed } = await index.read(tree)
    expect([...unread]).toEqual([['a.py', 'unparsed']])
    expect(facts.get('a.py')?.definitions.map(({ name }) => name)).toEqual(['f'])
    expect(parsed).toBe(0)
    using patient = await openCodeIndex({ syntax, folder })
    expect((await patient.read(tree)).parsed).toBe(1)
  })

  it('reads UTF-16 by its mark', async () => {
    const bytes = Buffer.from('\uFEFFdef f(): pass\n', 'utf16le')
    expect((await read({ 'a.py': bytes })).facts.get('a.py')?.definitions[0]?.name).toBe('f')
  })

  it('reads again what a damaged pack held', async () => {
    await read(two)
    const [pack = ''] = await readdir(folder)
    await writeFile(join(folder, pack), 'half a pack')
    expect((await read(two)).parsed).toBe(2)
  })

  it('keeps everything when two write at once', async () => {
    await Promise.all([read({ 'a.py': two['a.py'] }), read({ 'b.py': two['b.py'] })])
    expect((await read(two)).parsed).toBe(0)
  })

  it('keeps few packs however often something is added', async () => {
    const files: Record<string, string> = {}
    for (let round = 0; round < 40; round++) {
      files[`f${round}.py`] = `x = ${round}\n`
      expect((await read(files)).parsed).toBe(1)
    }
    expect((await readdir(folder)).length).toBeLessThanOrEqual(33)
    expect((await read(files)).parsed).toBe(0)
  })

  it('does not read a file whose content id it knows', async () => {
    using index = await openCodeIndex({ syntax, folder: null })
    await index.read(createMemoryFileTree(new Map([['a.py', two['a.py']]])))
    const { facts, unread } = await index.read({
      list: () => Promise.resolve(['a.py', 'b.py']),
      contentIds: () => Promise.resolve(new Map([['a.py', gitBlobId(Buffer.from(two['a.py']))]])),
      read: () => Promise.resolve(null),
    })
    expect(facts.get('a.py')?.definitions.map(({ name }) => name)).toEqual(['f'])
    expect([...unread]).toEqual([['b.py', 'gone']])
  })
})
