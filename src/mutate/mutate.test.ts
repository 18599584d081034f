import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createSyntax, findSyntaxErrors, type SyntaxLanguage } from '../syntax/index.ts'
import { dialectOf } from './dialect.ts'
import { rankLines } from './fault-ranking.ts'
import { createFileModel, type FileModel } from './file-model.ts'
import { applyMutation } from './mutation.ts'
import { mutationOperators } from './operators.ts'
import { lineMutations, mutationSpace } from './space.ts'

const syntax = createSyntax()
afterAll(() => syntax[Symbol.dispose]())

async function modelOf(source: string, language: SyntaxLanguage = 'python'): Promise<FileModel> {
  using tree = await syntax.parse(source, language)
  const dialect = dialectOf(language)
  if (!tree || !dialect) throw new Error(`no model for ${language}`)
  return createFileModel(source, tree.toPlain(), dialect)
}

function allMutations(model: FileModel) {
  return model.nodesByLine.flatMap((_nodes, line) => lineMutations(model, line))
}

const python = (body: string, head = 'def f(items, limit):'): string =>
  `${head}\n${body.replaceAll(/^/gm, '    ')}\n`

/** Broken text, the text that mends it, and the operator meant to find it. */
const fixes: readonly (readonly [
  operator: keyof typeof mutationOperators,
  broken: string,
  mended: string,
])[] = [
  ['comparison', python('return limit < 3'), python('return limit <= 3')],
  ['comparison', python('return limit not in items'), python('return limit in items')],
  ['comparison', python('return limit is None'), python('return limit is not None')],
  ['arithmetic', python('return limit + 3'), python('return limit - 3')],
  ['arithmetic', python('limit += 2\nreturn limit'), python('limit -= 2\nreturn limit')],
  ['operand-order', python('return limit - len(items)'), python('return len(items) - limit')],
  ['boolean', python('return items and limit'), python('return items or limit')],
  ['boolean', python('if items and limit:\n    pass'), python('if items:\n    pass')],
  ['negation', python('if items:\n    return 1'), python('if not items:\n    return 1')],
  ['off-by-one', python('return range(limit)'), python('return range(limit + 1)')],
  ['off-by-one', python('return items[2]'), python('return items[1]')],
  ['argument', python('return g(items, limit)'), python('return g(limit, items)')],
  ['argument', python('return g(items)'), python('return g(items, limit)')],
  ['argument', python('return g(items, limit)'), python('return g(items)')],
  ['variable', python('return len(limit)'), python('return len(items)')],
  [
    'variable',
    python('self.a = 1\nreturn self.b', 'def f(self):'),
    python('self.a = 1\nreturn self.a', 'def f(self):'),
  ],
  ['call-name', python('return min(items)'), python('return max(items)')],
  ['call-name', python('items.extend(limit)'), python('items.append(limit)')],
  ['condition', python('while limit:\n    limit -= 1'), python('while items and limit:\n    limit -= 1')],
  [
    'guard',
    python('return items[0]'),
    python('if not items:\n    return None\nreturn items[0]').replace('return None', 'return limit'),
  ],
  [
    'guard',
    python('for x in items:\n    g(x)'),
    python('for x in items:\n    if x is None:\n        continue\n    g(x)'),
  ],
  ['guard', python('g(items)'), python('if items is not None:\n    g(items)')],
  ['early-return', python('g(items)'), python('return g(items)')],
  ['early-return', python('items.sort()'), python('items.sort()\nreturn items')],
  ['drop-statement', python('g(items)\nreturn limit'), python('return limit')],
  ['move-statement', python('a = 1\nb = 2'), python('b = 2\na = 1')],
  [
    'move-statement',
    python('for x in items:\n    g(x)\nreturn x'),
    python('for x in items:\n    g(x)\n    return x'),
  ],
  [
    'move-statement',
    python('for x in items:\n    g(x)\n    return x'),
    python('for x in items:\n    g(x)\nreturn x'),
  ],
  [
    'insert-statement',
    python('count = 0\nfor x in items:\n    g(x)'),
    python('count = 0\nfor x in items:\n    g(x)\n    count += 1'),
  ],
  [
    'insert-statement',
    python('out = []\nfor x in items:\n    g(x)'),
    python('out = []\nfor x in items:\n    out.append(x)\n    g(x)'),
  ],
  ['literal', python('best = 0\nreturn best'), python("best = float('inf')\nreturn best")],
  ['literal', python('return True'), python('return False')],
  ['copy', python('return items'), python('return list(items)')],
  ['term', python('return f(items)'), python('return 1 + f(items)')],
  ['term', python('return limit * 2 + len(items)'), python('return limit * 2')],
  ['wrap-call', python('return limit'), python('return f(limit)')],
  ['wrap-call', python('return str(limit)'), python('return limit')],
  ['donor', python('a = items[limit]\nreturn g(limit)'), python('a = items[limit]\nreturn g(items[limit])')],
  ['loop', python('for x in items:\n    break'), python('for x in items:\n    continue')],
  ['subscript', python('return items[limit][0]'), python('return items[0][limit]')],
  ['subscript', python('return g(items)'), python('return g(items[1:])')],
]

describe('mutation operators', () => {
  it.each(fixes)('%s mends %j', async (operator, broken, mended) => {
    const model = await modelOf(broken)
    const found = allMutations(model).filter((mutation) => applyMutation(broken, mutation) === mended)
    expect(found).not.toEqual([])
    const own = model.nodesByLine.flatMap((_nodes, line) =>
      lineMutations(model, line, { [operator]: mutationOperators[operator] }),
    )
    expect(own.some((mutation) => applyMutation(broken, mutation) === mended)).toBe(true)
  })

  it('has a mended example for every kind', () => {
    expect([...new Set(fixes.map(([operator]) => operator))].sort()).toEqual(
      Object.keys(mutationOperators).sort(),
    )
  })

  it.each([
    ['comparison', 'if (a <= b) c()', 'if (a < b) c()'],
    ['comparison', 'if (a === b) c()', 'if (a !== b) c()'],
    ['boolean', 'const r = a && b', 'const r = a || b'],
    ['negation', 'if (a) b()', 'if (!(a)) b()'],
    ['off-by-one', 'for (let i = 0; i < n; i++) f(i)', 'for (let i = 1; i < n; i++) f(i)'],
    ['argument', 'f(a, b)', 'f(b, a)'],
    ['call-name', 'x.push(1)', 'x.unshift(1)'],
    [
      'guard',
      'function f(a) {\n  return a.b\n}',
      'function f(a) {\n  if (a == null) return a\n  return a.b\n}',
    ],
    [
      'insert-statement',
      'function f(n) {\n  let i = 0\n  g()\n}',
      'function f(n) {\n  let i = 0\n  g()\n  i += 1;\n}',
    ],
  ] as const)('%s knows JavaScript: %j', async (_operator, broken, mended) => {
    for (const language of ['javascript', 'typescript', 'tsx'] as const) {
      const model = await modelOf(broken, language)
      expect(allMutations(model).map((mutation) => applyMutation(broken, mutation))).toContain(mended)
    }
  })

  it('keeps line ends, and everything outside the change', async () => {
    const source = python('if items:\n    g(limit)\nreturn items').replaceAll('\n', '\r\n')
    const model = await modelOf(source)
    for (const mutation of allMutations(model)) {
      const mutated = applyMutation(source, mutation)
      expect(mutated.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    }
  })

  it('gives each resulting text once for a line, and never the source itself', async () => {
    const source = python('total = 0\nfor x in items:\n    if x < limit:\n        total += x\nreturn total')
    const model = await modelOf(source)
    for (const [line] of model.nodesByLine.entries()) {
      const texts = lineMutations(model, line).map((mutation) => applyMutation(source, mutation))
      expect(texts).not.toContain(source)
      expect(new Set(texts).size / Math.max(texts.length, 1)).toBeGreaterThanOrEqual(
        texts.length > 0 ? 0.98 : 0,
      )
    }
  })

  it('mostly makes programs that parse', async () => {
    const source = python(
      'total = 0\nfor x in items:\n    if x < limit and not total:\n        total += g(x, limit)[0]\nreturn total',
    )
    const model = await modelOf(source)
    const mutations = allMutations(model)
    let broken = 0
    for (const mutation of mutations) {
      using tree = await syntax.parse(applyMutation(source, mutation), 'python')
      if (!tree || findSyntaxErrors(tree).length > 0) broken++
    }
    expect(mutations.length).toBeGreaterThan(300)
    expect(broken / mutations.length).toBeLessThan(0.01)
  })

  it('takes any text that has a tree', async () => {
    await assert(
      asyncProperty(
        array(
          constantFrom(
            'if x:',
            '\n',
            '    ',
            'return',
            'f(',
            ')',
            'a',
            '=',
            '[',
            ']',
            ' < ',
            '1',
            'def f(a):',
            ':',
            ',',
          ),
        ),
        async (words) => {
          const source = words.join('')
          for (const mutation of allMutations(await modelOf(source))) {
            expect(mutation.start).toBeLessThanOrEqual(mutation.end)
            expect(mutation.end).toBeLessThanOrEqual(source.length)
            expect(mutation.prior).toBeGreaterThan(0)
            expect(mutation.prior).toBeLessThanOrEqual(1)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('rankLines', () => {
  it('puts a line that only the failing test ran before lines that all ran', () => {
    const test = (failed: boolean, ...lines: number[]) => ({
      failed,
      lines: new Map([['a.py', new Set(lines)]]),
    })
    const ranked = rankLines([test(true, 1, 2, 3), test(false, 1, 2), test(false, 1, 4)])
    expect(ranked.map(({ line }) => line)).toEqual([3, 2, 1])
    expect(ranked[0]?.suspiciousness).toBe(1)
    expect(ranked[2]?.suspiciousness).toBeCloseTo(1 / Math.sqrt(3))
  })
})

describe('call names', () => {
  it('tries first what the same object offers under a name with a word in common', async () => {
    const source = python(
      'a.postings()\na.balance_before(limit)\nreturn a.balance(limit)',
      'def f(a, limit):',
    )
    const model = await modelOf(source)
    const [best] = lineMutations(model, 4).filter(({ operator }) => operator === 'call-name')
    expect(best && applyMutation(source, best)).toContain('return a.balance_before(limit)')
  })
})

describe('mutationSpace', () => {
  const lines = [
    { path: 'a.py', line: 2, suspiciousness: 1 },
    { path: 'a.py', line: 3, suspiciousness: 0.5 },
  ]

  it('goes from better to worse, is repeatable by seed, and differs between seeds', async () => {
    const models = new Map([['a.py', await modelOf(python('limit += 2\nreturn limit < 3'))]])
    const run = (seed: number) => [...mutationSpace(lines, models, { seed })]
    const first = run(1)
    expect(first.map(({ score }) => score)).toEqual(first.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(run(1)).toEqual(first)
    const other = run(2)
    expect(other.map(({ mutation }) => mutation.replacement)).not.toEqual(
      first.map(({ mutation }) => mutation.replacement),
    )
    expect(new Set(other.map(key))).toEqual(new Set(first.map(key)))
  })

  it('opens lines only when it gets to them', async () => {
    let opened = 0
    const model = await modelOf(python('limit += 2\nreturn limit < 3'))
    const nodesByLine = new Proxy(model.nodesByLine, {
      get: (target, property) => {
        if (property === '3') opened++
        return Reflect.get(target, property) as unknown
      },
    })
    const space = mutationSpace(lines, new Map([['a.py', { ...model, nodesByLine }]]), { seed: 1 })
    space.next()
    expect(opened).toBe(0)
  })
})

function key({
  mutation,
}: {
  readonly mutation: { start: number; end: number; replacement: string }
}): string {
  return `${mutation.start}:${mutation.end}:${mutation.replacement}`
}
