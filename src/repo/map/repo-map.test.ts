import * as fc from 'fast-check'
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { openCodeIndex } from '../facts/code-index.ts'
import { definitionsOf } from '../facts/indexed-tree.ts'
import { renderMap, type MapRequest } from './repo-map.ts'
import { countTokens } from './token-count.ts'

const index = openCodeIndex({ syntax: createSyntax(), folder: null })

/** A map whose ranking is that of the paths and lines, so that it tells of nothing but how a map is written. */
async function mapOf(
  files: Readonly<Record<string, string>>,
  request: Pick<MapRequest, 'tokens' | 'hidden'>,
) {
  const tree = createMemoryFileTree(new Map(Object.entries(files)))
  const indexed = await index.read(tree)
  const symbols = indexed.files.flatMap((path, node) =>
    definitionsOf(indexed, node).flatMap(({ kind }, index) =>
      kind === 'scope' || path.startsWith('test/') ? [] : [{ path, index }],
    ),
  )
  return renderMap({ symbols, files: [], index: indexed, tree, ...request })
}

const shop = {
  '.github/workflows/test.yml': 'on: push\n',
  'README.md': '# Shop\n',
  'assets/logo.svg': '<svg/>\n',
  'package.json': '{"name":"shop"}\n',
  'src/cart.ts': `import { roundPrice } from './money.ts'

export interface LineItem {
  readonly price: number
  readonly count: number
}

export class Cart {
  private readonly items: LineItem[] = []

  constructor(readonly currency: string) {}

  addItem(
    item: LineItem,
    { atFront = false } = {},
  ): void {
    if (atFront) this.items.unshift(item)
    else this.items.push(item)
  }

  total(): number {
    return roundPrice(this.items.reduce((sum, item) => sum + item.price * item.count, 0))
  }
}
`,
  'src/money.ts': `export function roundPrice(value: number): number {
  return Math.round(value * 100) / 100
}
`,
  'test/cart.test.ts': `import { Cart } from '../src/cart.ts'

test('total', () => {
  new Cart('EUR').total()
})
`,
  'report/report.py': `class Report:
    """All carts of a day."""

    async def write_total(
        self,
        carts,  # of one (1) day
        path="total).txt",
    ):
        return sum(cart.total() for cart in carts)

    def is_empty(self):
        return not self.carts
`,
}

describe('renderMap', () => {
  it('writes a map of two languages like this, byte for byte', async () => {
    const { text, tokens, paths } = await mapOf(shop, { tokens: 400 })
    expect(text).toBe(`README.md
package.json
report/report.py
    1 class Report:
    4     async def write_total(
    5         self,
    6         carts,  # of one (1) day
    7         path="total).txt",
    8     ):
   11     def is_empty(self):
src/cart.ts
    3 export interface LineItem {
    4   readonly price: number
    5   readonly count: number
    8 export class Cart {
    9   private readonly items: LineItem[] = []
   11   constructor(readonly currency: string) {}
   13   addItem(
   14     item: LineItem,
   15     { atFront = false } = {},
   16   ): void {
   21   total(): number {
src/money.ts
    1 export function roundPrice(value: number): number {
.github/workflows/test.yml
assets/logo.svg
test/cart.test.ts
`)
    expect(tokens).toBe(countTokens(text))
    expect(paths).toEqual(text.split('\n').filter((line) => /^[^ ]/.test(line)))
  })

  it('names what says how the project is built first, in a small share of the budget', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`requirements-${at}.txt`, '']))
    const { text } = await mapOf({ ...shop, ...many }, { tokens: 800 })
    const first = text.slice(0, text.indexOf('report/report.py'))
    expect(first).toMatch(/^README\.md\npackage\.json\nrequirements-0\.txt\n/)
    expect(countTokens(first)).toBeLessThanOrEqual(40)
    expect(text).toContain('total(): number')
  })

  it('leaves out what is hidden, and shows a name alone where lines find no room', async () => {
    const { text } = await mapOf(shop, { tokens: 400, hidden: ['src/cart.ts', 'README.md'] })
    expect(text).toMatch(/^package\.json\n/)
    expect(text).not.toContain('src/cart.ts')
    const long = { 'a.py': `def f(${'x, '.repeat(30)}y):\n    pass\n` }
    expect((await mapOf(long, { tokens: 12 })).text).toBe('a.py\n')
  })

  it('ends a signature where a body begins, or after six lines', async () => {
    const ts = 'export const make = wrap(function inner(a: number) {\n  return a\n})\n'
    const py = `def f(\n${Array.from({ length: 9 }, (_, at) => `    a${at},\n`).join('')}):\n    pass\n`
    const { text } = await mapOf({ 'a.py': py, 'b.ts': ts }, { tokens: 400 })
    expect(text).toContain('    6     a4,\nb.ts\n')
    expect(text).toMatch(/inner\(a: number\) \{\n$/)
  })

  it('shows no control characters, and lines of bounded length', async () => {
    const line = `def f(a="\u001B[31m\u202E\u{1F600}${'x'.repeat(300)}"):`
    const { text } = await mapOf({ 'a\nb\u0007.py': `${line}\n    pass\n` }, { tokens: 400 })
    expect(text).toMatch(/^a\uFFFDb\uFFFD\.py\n {4}1 def f\(a=" \[31m\u{1F600}x+…\n$/u)
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(126)
    const cut = await mapOf(
      { 'a.py': `def f(a="${'x'.repeat(109)}\u{1F600}"):\n    pass\n` },
      { tokens: 400 },
    )
    expect(cut.text).not.toMatch(/\p{Cs}/u)
  })

  it('never holds more tokens than it may, by any usual count', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 })
    const body = fc.string({ unit: 'grapheme', maxLength: 60 })
    const python = fc
      .array(fc.tuple(fc.stringMatching(/^[a-z_]{1,12}$/), body))
      .map((all) => all.map(([word, text]) => `def ${word}(a=${JSON.stringify(text)}): pass\n`).join(''))
    const trees = fc.dictionary(
      name.map((text) => `${text}.py`),
      python,
      { maxKeys: 6 },
    )
    await fc.assert(
      fc.asyncProperty(trees, fc.integer({ min: 0, max: 400 }), async (files, tokens) => {
        const map = await mapOf({ ...shop, ...files }, { tokens })
        expect(map.tokens).toBe(countTokens(map.text))
        expect(map.tokens).toBeLessThanOrEqual(tokens)
        const truth = Math.max(countO200k(map.text), countCl100k(map.text))
        // Of a few lines one odd word may cost more than the rest gives.
        expect(truth).toBeLessThanOrEqual(Math.max(100, tokens))
      }),
      { numRuns: 30 },
    )
  })
})
