import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryFileTree, type FileTree } from '../../domain/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { openCodeIndex } from '../facts/code-index.ts'
import { definitionsOf } from '../facts/indexed-tree.ts'
import { renderMap } from '../map/repo-map.ts'
import { countTokens } from '../map/token-count.ts'
import { rankCode } from './rank-code.ts'
import { rankDefinitions } from './rank-definitions.ts'
import { createTreeSearch } from './tree-search.ts'

const syntax = createSyntax()

const files: Readonly<Record<string, string>> = {
  'README.md': '# Shop\n',
  'shop/__init__.py': '',
  'shop/cart.py':
    'from shop.money import round_price\n\nclass Cart:\n    def total(self):\n        """Sum of all prices."""\n        return round_price(sum(self.prices))\n\n    def add_item(self, item):\n        self.prices.append(item)\n',
  'shop/money.py':
    'def round_price(value):\n    return round(value, 2)\n\ndef parse_price(text):\n    return float(text)\n',
  'shop/views/page.py':
    'from ..cart import Cart\nfrom ..money import round_price\n\ndef show_page(cart: Cart):\n    return str(round_price(cart.total()))\n',
  'tests/test_cart.py': 'from shop.cart import Cart\n\ndef test_total():\n    assert Cart().total() == 0\n',
}

async function open(tree: FileTree) {
  using index = openCodeIndex({ syntax, folder: null, cores: 1 })
  const indexed = await index.read(tree)
  return { index: indexed, search: createTreeSearch(indexed), tree }
}
const shop = createMemoryFileTree(new Map(Object.entries(files)))

async function rank(text: string, tree: FileTree = shop) {
  const { search } = await open(tree)
  return rankCode(search, text)
}

describe('rankCode', () => {
  it.each([
    ['a path', 'Crash in shop/views/page.py when empty', 'shop/views/page.py'],
    ['a module', 'shop.money.parse_price fails on commas', 'shop/money.py'],
    ['a name', 'Calling `add_item` twice loses the first', 'shop/cart.py'],
    ['words', 'Parsing of a price with a comma goes wrong', 'shop/money.py'],
    [
      'a traceback',
      'It breaks:\n  File "/home/me/shop/cart.py", line 6, in total\n  File "/usr/lib/python3/statistics.py", line 9, in sum\nTypeError',
      'shop/cart.py',
    ],
  ])('finds a file by %s', async (_, text, path) => {
    expect((await rank(text)).files[0]?.path).toBe(path)
  })

  it('ranks functions, with the class they stand in', async () => {
    const { symbols } = await rank('`Cart.total` is wrong for empty carts')
    expect(symbols[0]).toMatchObject({ path: 'shop/cart.py', name: 'Cart.total', startLine: 4, endLine: 6 })
  })

  it('leaves tests out', async () => {
    const { files } = await rank('test_total fails in tests/test_cart.py')
    expect(files.map(({ path }) => path)).not.toContain('tests/test_cart.py')
  })

  it('gives the same ranks whatever was indexed before', async () => {
    using index = openCodeIndex({ syntax, folder: null, cores: 1 })
    await index.read(createMemoryFileTree(new Map([['x.py', 'def total(prices): return prices\n']])))
    const search = createTreeSearch(await index.read(shop))
    expect(rankCode(search, 'total price')).toEqual(await rank('total price'))
  })

  it('takes any text and any tree', async () => {
    expect((await rank('')).files).toHaveLength(4)
    expect(await rank('anything', createMemoryFileTree(new Map()))).toEqual({ files: [], symbols: [] })
  })
})

describe('renderMap', () => {
  it('shows what was asked for with what stands around it', async () => {
    const { index, search, tree } = await open(shop)
    const { files, symbols } = rankCode(search, '`Cart.total` is wrong')
    const paths = files.map(({ path }) => path)
    const { text } = await renderMap({
      symbols: symbols.slice(0, 1),
      files: paths.slice(0, 1),
      index,
      tree,
      tokens: 200,
    })
    expect(text).toContain('README.md\nshop/cart.py\n    3 class Cart:\n    4     def total(self):\n')
  })

  it('never holds more tokens than it may', async () => {
    const { index, search, tree } = await open(shop)
    const { files, symbols } = rankCode(search, 'price of the cart')
    const paths = files.map(({ path }) => path)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (tokens) => {
        const map = await renderMap({ symbols, files: paths, index, tree, tokens })
        expect(map.tokens).toBe(countTokens(map.text))
        expect(map.tokens).toBeLessThanOrEqual(tokens)
      }),
    )
  })

  it('puts what the rest leans on first where nothing was asked', async () => {
    const { search, index } = await open(shop)
    const { nodes, places } = rankDefinitions(search).usedSymbols
    expect(definitionsOf(index, nodes[0] ?? -1)[places[0] ?? -1]?.name).toBe('round_price')
  })
})
