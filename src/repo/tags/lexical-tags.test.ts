import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lexicalTags } from './lexical-tags.ts'

const cases: Readonly<Record<string, readonly [source: string, definitions: readonly string[]]>> = {
  elixir: [
    'defmodule Shop.Box do\n  use GenServer\n\n  def open(key), do: turn(key)\n\n  defp turn(key) do\n    key\n  end\nend\n',
    ['module Box 1-9', 'function open 4-4 in Box', 'function turn 6-9 in Box'],
  ],
  haskell: [
    'module Data.Box (open) where\nimport Data.List\nnewtype Lid = Lid Int\ndata Side = L | R\nclass Shape a where\n  area :: a -> Int\nopen :: Key -> Lid\nopen k = turn k\n',
    ['module Box 1-2', 'type Lid 3-3', 'type Side 4-4', 'class Shape 5-6', 'function open 7-8'],
  ],
  ocaml: [
    'open Core\ntype box = { size : int }\nmodule M = struct\n  let inner x = x\nend\nlet rec open_box k = turn k\n',
    ['type box 2-2', 'module M 3-5', 'function open_box 6-6'],
  ],
  julia: [
    'module Boxes\nusing Lids\nmutable struct Box\n  size::Int\nend\nfunction open!(b::Box)\n  turn(b)\nend\narea(b) = b.size\nend\n',
    ['module Boxes 1-2', 'class Box 3-5', 'function open 6-8', 'function area 9-10'],
  ],
  perl: [
    'package Shop::Box;\nuse strict;\nsub open {\n  my ($self) = @_;\n  return turn($self);\n}\n',
    ['module Box 1-2', 'function open 3-6'],
  ],
  clojure: [
    '(ns shop.box)\n(defn open-box [key]\n  (turn key))\n(defrecord Box [size])\n(def limit 1)\n',
    ['function open-box 2-3', 'class Box 4-4', 'function limit 5-5'],
  ],
  erlang: [
    '-module(box).\nopen(Key) ->\n  turn(Key).\nclose(K) when is_atom(K) ->\n  ok.\n',
    ['module box 1-1', 'function open 2-3', 'function close 4-5'],
  ],
  'objective-c': [
    '@interface Box : Base\n- (void)open:(Key *)key;\n@end\n@implementation Box\n- (void)open:(Key *)key {\n  [self turn:key];\n}\n@end\n',
    ['class Box 1-1', 'function open 2-3', 'class Box 4-4', 'function open 5-8'],
  ],
  sql: [
    'CREATE TABLE IF NOT EXISTS boxes (\n  size int\n);\ncreate or replace function open_box(k int) returns int\nas $$ select 1 $$;\n',
    ['variable boxes 1-3', 'function open_box 4-5'],
  ],
  groovy: [
    'class Box extends Base {\n  Lid open(Key key) {\n    return turn(key)\n  }\n  def close() { stop() }\n}\n',
    ['class Box 1-6', 'function open 2-4 in Box', 'function close 5-6 in Box'],
  ],
  'f#': [
    'module Shop\ntype Box() =\n  member this.Open(key) = turn key\nlet area b = b\n',
    ['module Shop 1-1', 'type Box 2-3', 'function Open 3-3', 'function area 4-4'],
  ],
  fortran: [
    'module boxes\ncontains\n  pure subroutine open(key)\n  end subroutine\nend module\n',
    ['module boxes 1-5', 'function open 3-5 in boxes'],
  ],
  nim: ['type Box = object\nproc open*(b: Box): Lid =\n  turn(b)\n', ['type Box 1-1', 'function open 2-3']],
  cmake: ['function(open_box key)\n  turn(key)\nendfunction()\n', ['function open_box 1-3']],
  tcl: ['proc open {key} {\n  turn $key\n}\n', ['function open 1-3']],
  vim: ['function! s:Open(key) abort\n  call s:Turn(a:key)\nendfunction\n', ['function Open 1-3']],
  elm: [
    'type alias Box = { size : Int }\n\nopen : Key -> Lid\nopen key =\n    turn key\n',
    ['type Box 1-1', 'function open 3-5'],
  ],
  proto: [
    'message Box {\n  int32 size = 1;\n}\nservice Shop {\n  rpc Open (Key) returns (Lid);\n}\n',
    ['class Box 1-3', 'class Shop 4-6', 'function Open 5-6 in Shop'],
  ],
}

describe('lexicalTags', () => {
  it.each(Object.entries(cases))('%s', (_language, [source, expected]) => {
    const { definitions } = lexicalTags(source)
    const shown = definitions.map(({ kind, name, startLine, endLine, parent }) => {
      const outer = definitions[parent]
      return `${kind} ${name} ${startLine}-${endLine}${outer ? ` in ${outer.name}` : ''}`
    })
    expect(shown).toEqual(expected)
  })

  it('counts names within what is defined around them', () => {
    const { references } = lexicalTags('turn\nclass Box\n  turn\n  def open\n    turn turn\n  end\nend\n')
    expect(references.filter(({ name }) => name === 'turn')).toEqual([
      { name: 'turn', kind: 'name', owner: -1, count: 1 },
      { name: 'turn', kind: 'name', owner: 0, count: 1 },
      { name: 'turn', kind: 'name', owner: 1, count: 2 },
    ])
  })

  it('keeps its promises on any text', () => {
    const piece = fc.constantFrom(
      'class ',
      'def ',
      'A',
      'b',
      ' ',
      '\n',
      '(',
      ')',
      '{',
      '=',
      '::',
      ': ',
      '.',
      '-> ',
      'ä',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const source = pieces.join('')
        const lines = source.split('\n')
        const { definitions, references } = lexicalTags(source)
        for (const [index, { name, line, startLine, endLine, parent }] of definitions.entries()) {
          expect(lines[line - 1]).toContain(name)
          expect(startLine <= endLine && endLine <= lines.length && parent < index).toBe(true)
        }
        for (const { name, owner } of references)
          expect(source.includes(name) && owner < definitions.length).toBe(true)
      }),
    )
  })

  // These do not end in any time that a test waits where a line costs more than its length.
  it.each([
    ['words', 'a '],
    ['modifiers', 'public static '],
    ['calls', 'a(a(a('],
    ['blanks', ' '],
    ['brackets', '(((('],
    ['defining words', 'class '],
    ['colons', 'a::b: '],
    ['pointers', 'int ***'],
  ])('reads a text that is nothing but %s, on one line or on many', (_what, piece) => {
    const line = piece.repeat(Math.ceil(490 / piece.length))
    expect(lexicalTags(piece.repeat(1_000_000 / piece.length)).definitions).toEqual([])
    expect(lexicalTags(`${line}\n`.repeat(2000)).definitions.length).toBeLessThanOrEqual(2000)
  })
})
