import { afterAll, describe, expect, it } from 'vitest'
import { CapuchinError } from '../../std/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { createTagger, type TagLanguage } from './extract-tags.ts'

const syntax = createSyntax()
const tagger = createTagger(syntax)
afterAll(() => {
  tagger[Symbol.dispose]()
  syntax[Symbol.dispose]()
})

async function read(source: string, language: TagLanguage | null) {
  const tags = await tagger.read(source, language)
  if (!tags) throw new Error('not parsed')
  return tags
}

describe('createTagger', () => {
  it('counts what a definition uses, and says which one it was', async () => {
    const tags = await read('def f():\n    g(); g()\n\ng()\n', 'python')
    expect(tags.references).toEqual([
      { name: 'g', kind: 'call', owner: 0, count: 2 },
      { name: 'g', kind: 'call', owner: -1, count: 1 },
    ])
  })

  it('does not count a definition as a use of itself', async () => {
    const tags = await read('type Box struct{}\n', 'go')
    expect(tags.references).toEqual([])
  })

  it.each([
    ['from . import a', [{ module: '.', names: ['a'] }]],
    ['from ..x.y import (a as b, # why\n  c,)', [{ module: '..x.y', names: ['a', 'c'] }]],
    [
      'import a.b as c, d',
      [
        { module: 'a.b', names: [] },
        { module: 'd', names: [] },
      ],
    ],
    ['from a import *', [{ module: 'a', names: ['*'] }]],
  ])('python %j', async (source, imports) => {
    expect((await read(`${source}\n`, 'python')).imports).toEqual(imports)
  })

  it.each([
    ["import d, { a as b, type T } from './x'", { module: './x', names: ['a', 'T'] }],
    ["import './side'", { module: './side', names: [] }],
    ["export * from '../y.ts'", { module: '../y.ts', names: [] }],
    ["const z = await import('./z')", { module: './z', names: [] }],
    ["const { q } = require('./q')", { module: './q', names: ['q'] }],
    ["import e, { default as f, /* g, */ h } from './e'", { module: './e', names: ['h'] }],
  ])('typescript %j', async (source, expected) => {
    expect((await read(source, 'typescript')).imports).toEqual([expected])
  })

  it.each([
    ['use a::b as c;', [{ module: 'a', names: ['b'] }]],
    [
      'use {a::{self, b}, c::*};',
      [
        { module: 'a', names: [] },
        { module: 'a', names: ['b'] },
        { module: 'c', names: [] },
      ],
    ],
  ])('rust %j', async (source, imports) => {
    expect((await read(source, 'rust')).imports).toEqual(imports)
  })

  it('takes no name for a parent that is defined in the same place', async () => {
    const tags = await read('a, b = 1, 2\n', 'python')
    expect(tags.definitions.map(({ name, parent }) => [name, parent])).toEqual([
      ['a', -1],
      ['b', -1],
    ])
  })

  it('reads the scripts of a component at their lines, and what its markup uses', async () => {
    const source =
      '<template>\n  <Lid :side="one" />\n</template>\n<script lang="ts">\nimport Lid from "./lid.vue"\n</script>\n' +
      '<script setup lang="ts">\nfunction open(key: Key) { turn() }\n</script>\n<style>a { b: c() }</style>\n<script>'
    const tags = await read(source, 'component')
    expect(tags.definitions.map(({ name, line }) => [name, line])).toEqual([['open', 8]])
    expect(tags.references.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'type Key',
      'call turn',
      'call Lid',
    ])
    expect(tags.imports).toEqual([{ module: './lid.vue', names: [] }])
  })

  it('falls back to words for a language without a grammar', async () => {
    const tags = await read('class Box {\n  public fun open(key: Key) { turn() }\n}\n', null)
    expect(tags.definitions.map(({ kind, name, line }) => [kind, name, line])).toEqual([
      ['class', 'Box', 1],
      ['function', 'open', 2],
    ])
    expect(tags.references.map(({ name }) => name)).toEqual(expect.arrayContaining(['Key', 'turn']))
  })

  it('says that it cannot read a text whose grammar breaks or is not there, and throws what is our own', async () => {
    const failing = (error: Error) => {
      const parse = async (): Promise<null> => {
        throw error
      }
      return createTagger({ parse, [Symbol.dispose]: () => undefined })
    }
    for (const code of ['syntax/crashed', 'syntax/grammar'])
      expect(await failing(new CapuchinError(code, 'no')).read('x', 'python')).toBeNull()
    await expect(failing(new TypeError('ours')).read('x', 'python')).rejects.toThrow('ours')
  })

  it('reads what is whole in a broken file', async () => {
    const tags = await read('def f(:\n    pass\n\ndef g():\n    h()\n', 'python')
    expect(tags.definitions.map(({ name }) => name)).toContain('g')
  })
})
