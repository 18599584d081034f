import { describe, expect, it } from 'vitest'
import { createSyntax } from '../../../syntax/index.ts'
import { createSpanCutter } from './span-cutter.ts'

/** Spans as `id first-last`. */
async function cut(path: string, text: string, maxTokens = 2_000): Promise<readonly string[]> {
  using syntax = createSyntax()
  using cutter = createSpanCutter(syntax, { maxTokens })
  const spans = await cutter.cut(path, text.replace(/\n$/, '').split('\n'))
  return spans.map(({ id, start, end }) => `${id} ${start}-${end}`)
}

const python = `"""Shapes."""
import math
from a import (
    b,
    c,
)

try:
    import fast
except ImportError:
    fast = None

EDGE = 1


# About the box.
@final
class Box:
    size = 1

    def open(self):
        def inner():
            return 1
        return inner()

    lid = None

    class Lid:
        def close(self):
            pass

    @property
    def area(self):
        return 1

    @area.setter
    def area(self, value):
        pass


def pick():
    pass

LAST = 2
`

describe('spans', () => {
  it('are imports, blocks, classes without their methods, and methods', async () => {
    expect(await cut('a.py', python)).toEqual([
      'imports 1-6',
      'block-8 8-13',
      'Box 16-19',
      'Box.open 21-24',
      'Box.block-26 26-26',
      'Box.Lid 28-28',
      'Box.Lid.close 29-30',
      'Box.area 32-34',
      'Box.area-2 36-38',
      'pick 41-42',
      'block-44 44-44',
    ])
  })

  it('leave closing brackets to nobody', async () => {
    const text = `import { a } from './a.ts'

/** A box. */
export class Box {
  open() {
    return a
  }
}

export const pick = () => {
  return 1
}
const edge = 1
`
    expect(await cut('a.ts', text)).toEqual([
      'imports 1-1',
      'Box 3-4',
      'Box.open 5-7',
      'pick 10-12',
      'block-13 13-13',
    ])
  })

  it('are blocks alone where nothing is defined, and none where nothing stands', async () => {
    expect(await cut('notes.txt', 'one\n\ntwo\n')).toEqual(['block-1 1-3'])
    expect(await cut('empty.py', '')).toEqual([])
    expect(await cut('empty.py', '\n\n')).toEqual([])
  })

  it('are cut where they are too long, before the least indented line behind an empty one', async () => {
    const step = (name: string): string => `    ${name} = 'xxxxxxxxxxxxxxxxxxxxxxxx'\n`
    const part = `${step('a').repeat(3)}\n`
    const text = `def long():\n${part.repeat(4)}`
    expect(await cut('a.py', text, 70)).toEqual(['long 1-4', 'long.block-6 6-12', 'long.block-14 14-16'])
    expect(await cut('a.txt', 'x'.repeat(500), 70)).toEqual(['block-1 1-1'])
    expect(await cut('a.txt', `${'x'.repeat(500)}\ny\n`, 70)).toEqual(['block-1 1-1', 'block-2 2-2'])
  })
})
