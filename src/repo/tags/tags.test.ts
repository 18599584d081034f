import { afterAll, describe, expect, it } from 'vitest'
import { createSyntax, type SyntaxLanguage } from '../../syntax/index.ts'
import { createTagger } from './extract-tags.ts'

const syntax = createSyntax()
const tagger = createTagger(syntax)
afterAll(() => {
  tagger[Symbol.dispose]()
  syntax[Symbol.dispose]()
})

async function read(source: string, language: SyntaxLanguage | null) {
  const tags = await tagger.read(source, language)
  if (!tags) throw new Error('not parsed')
  return tags
}

interface Case {
  readonly source: string
  /** `kind name startLine-endLine in parent`. */
  readonly definitions: readonly string[]
  /** Names that must be used, whatever else is. */
  readonly references: readonly string[]
}

const cases: Partial<Record<SyntaxLanguage, Case>> = {
  python: {
    source:
      'from a.b import helper\nLIMIT = 1\n@cached\nclass Box(Base):\n    size: int = 0\n    async def open(self, x: Key) -> Lid:\n        self.turn(x.edge)\n        return make()\n',
    definitions: [
      'variable LIMIT 2-2',
      'class Box 3-8',
      'variable size 5-5 in Box',
      'function open 6-8 in Box',
    ],
    references: [
      'import helper',
      'call cached',
      'type Base',
      'type Key',
      'type Lid',
      'call turn',
      'attribute edge',
      'call make',
    ],
  },
  typescript: {
    source:
      "import { a as b } from './a.ts'\nexport abstract class Box<T> extends Base implements Shape {\n  open(key: Key): Lid {\n    this.turn(key.edge)\n    return make(new Hinge())\n  }\n}\ninterface Shape { area(): number }\nexport const close = (box: Box) => box\nenum Side { Left }\ntype Pair = [Box, Box]\n",
    definitions: [
      'class Box 2-7',
      'function open 3-6 in Box',
      'class Shape 8-8',
      'function area 8-8 in Shape',
      'function close 9-9',
      'class Side 10-10',
      'type Pair 11-11',
    ],
    references: [
      'import a',
      'type Base',
      'type Shape',
      'type Key',
      'type Lid',
      'call turn',
      'attribute edge',
      'call make',
      'call Hinge',
    ],
  },
  javascript: {
    source:
      "const util = require('./util')\nclass Box extends Base {\n  open() { this.turn(); return <Lid side={1} /> }\n}\nBox.prototype.close = function () { stop() }\nexports.make = () => new Box()\n",
    definitions: [
      'variable util 1-1',
      'class Box 2-4',
      'function open 3-3 in Box',
      'function close 5-5',
      'function make 6-6',
    ],
    references: ['type Base', 'call turn', 'call Lid', 'call stop', 'call Box'],
  },
  tsx: {
    source: 'export function Page(props: Props) {\n  return <Frame>{props.title}</Frame>\n}\n',
    definitions: ['function Page 1-3'],
    references: ['type Props', 'call Frame', 'attribute title'],
  },
  go: {
    source:
      'package p\n\nimport "x/y"\n\ntype Box struct{ Lid }\n\nfunc (b *Box) Open(k Key) error {\n\tb.turn()\n\treturn wrap(k.Edge)\n}\n\nconst Max = 1\n',
    definitions: ['class Box 5-5', 'function Open 7-10', 'variable Max 12-12'],
    references: ['type Lid', 'type Box', 'type Key', 'call turn', 'call wrap', 'attribute Edge', 'import y'],
  },
  rust: {
    source:
      'use a::b::Key;\npub struct Box { lid: Lid }\nimpl Box {\n    fn open(&self) { self.turn(); util::wrap(1); check!(x) }\n}\nmacro_rules! check { () => {} }\n',
    definitions: ['class Box 2-2', 'scope Box 3-5', 'function open 4-4 in Box', 'function check 6-6'],
    references: ['import Key', 'type Lid', 'call turn', 'call wrap', 'call check'],
  },
  java: {
    source:
      'import a.b.Key;\npublic class Box extends Base {\n  int size;\n  Box() {}\n  Lid open(Key k) { turn(); return new Hinge(k.edge); }\n}\n',
    definitions: [
      'class Box 2-6',
      'variable size 3-3 in Box',
      'function Box 4-4 in Box',
      'function open 5-5 in Box',
    ],
    references: ['import Key', 'type Base', 'type Lid', 'call turn', 'call Hinge', 'attribute edge'],
  },
  cpp: {
    source:
      '#include "lid.h"\nnamespace n { class Box : public Base { void open(int); }; }\nvoid n::Box::open(int x) { turn(x); lid->close(); }\nint *make(Key *k) { return new Hinge(k->edge); }\n#define MAX 1\n',
    definitions: [
      'module n 2-2',
      'class Box 2-2 in n',
      'function open 2-2 in Box',
      'function open 3-3',
      'function make 4-4',
      'variable MAX 5-5',
    ],
    references: ['type Base', 'call turn', 'call close', 'type Key', 'call Hinge', 'attribute edge'],
  },
  'c-sharp': {
    source:
      'using A.B;\nnamespace N { class Box : Base { public int Size { get; set; } Lid Open(Key k) { Turn(); k.Close(); return new Hinge(k.Edge); } } }\n',
    definitions: ['class Box 2-2', 'variable Size 2-2 in Box', 'function Open 2-2 in Box'],
    references: [
      'type Base',
      'type Lid',
      'type Key',
      'call Turn',
      'call Close',
      'call Hinge',
      'attribute Edge',
    ],
  },
  ruby: {
    source:
      "require 'lid'\nmodule N\n  class Box < Base\n    MAX = 1\n    def open(x)\n      turn(x)\n      Hinge.new\n    end\n    def self.make; end\n  end\nend\n",
    definitions: [
      'module N 2-11',
      'class Box 3-10 in N',
      'variable MAX 4-4 in Box',
      'function open 5-8 in Box',
      'function make 9-9 in Box',
    ],
    references: ['type Base', 'call turn', 'type Hinge', 'call new'],
  },
  php: {
    source:
      '<?php\nuse A\\Key;\nclass Box extends Base { function open(Key $k) { turn(); $k->close(); Lid::make(); return new Hinge($k->edge); } }\n',
    definitions: ['class Box 3-3', 'function open 3-3 in Box'],
    references: [
      'import Key',
      'type Base',
      'type Key',
      'call turn',
      'call close',
      'call make',
      'type Lid',
      'call Hinge',
      'attribute edge',
    ],
  },
  bash: {
    source: 'source ./lib.sh\nopen() { turn "$SIDE"; }\nSIDE=1\n',
    definitions: ['function open 2-2', 'variable SIDE 3-3'],
    references: ['call turn', 'attribute SIDE'],
  },
  powershell: {
    source: 'function Open-Box { Stop-Turn $x }\n',
    definitions: ['function Open-Box 1-1'],
    references: ['call Stop-Turn'],
  },
}

describe('createTagger', () => {
  it.each(Object.entries(cases))('%s', async (language, { source, definitions, references }) => {
    const tags = await read(source, language as SyntaxLanguage)
    const shown = tags.definitions.map(({ kind, name, startLine, endLine, parent }) => {
      const outer = tags.definitions[parent]
      return `${kind} ${name} ${startLine}-${endLine}${outer ? ` in ${outer.name}` : ''}`
    })
    expect(shown).toEqual(definitions)
    expect(tags.references.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining([...references]),
    )
  })

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
    ["const { q } = require('./q')", { module: './q', names: [] }],
  ])('typescript %j', async (source, expected) => {
    expect((await read(source, 'typescript')).imports).toEqual([expected])
  })

  it('falls back to words for a language without a grammar', async () => {
    const tags = await read('class Box {\n  public fun open(key: Key) { turn() }\n}\n', null)
    expect(tags.definitions.map(({ kind, name, line }) => [kind, name, line])).toEqual([
      ['class', 'Box', 1],
      ['function', 'open', 2],
    ])
    expect(tags.references.map(({ name }) => name)).toEqual(expect.arrayContaining(['Key', 'turn']))
  })

  it('reads what is whole in a broken file', async () => {
    const tags = await read('def f(:\n    pass\n\ndef g():\n    h()\n', 'python')
    expect(tags.definitions.map(({ name }) => name)).toContain('g')
  })
})
