import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { createSyntax } from '../../syntax/index.ts'
import { checkPython } from './check-python.ts'

const syntax = createSyntax()
afterAll(() => syntax[Symbol.dispose]())

async function rulesOf(...lines: readonly string[]): Promise<readonly string[]> {
  const findings = await checkPython(`${lines.join('\n')}\n`, syntax)
  return [...new Set(findings.map(({ rule }) => rule))]
}

/** Each rule with code that it finds, and code that is near and fine. */
const cases: readonly (readonly [rule: string, found: readonly string[], fine: readonly string[]])[] = [
  ['undefined-name', ['def f(x):', '    return y'], ['y = 1', 'def f(x):', '    return y']],
  [
    'undefined-name',
    ['class A:', '    n = 1', '    def f(self):', '        return n'],
    ['class A:', '    n = 1', '    m = n'],
  ],
  ['undefined-name', ['def f(x):', '    return g(x)'], ['from m import *', 'def f(x):', '    return g(x)']],
  [
    'undefined-name',
    ['def f(a):', '    if not b:', '        return [b for b in a]'],
    ['def f(a):', '    return {k: v for k, v in a if k and v}'],
  ],
  [
    'unassigned-name',
    ['def f(a):', '    if not b:', '        b = a', '    return b'],
    ['def f(a):', '    for x in a:', '        if x:', '            print(b)', '        b = x'],
  ],
  [
    'unassigned-name',
    ['def f(a):', '    b += a', '    return b'],
    ['def f(a, b):', '    b += a', '    return b'],
  ],
  [
    'unused-variable',
    ['def f(a):', '    b = a + 1', '    return a'],
    ['def f(a):', '    b = a + 1', '    return lambda: b'],
  ],
  [
    'unused-variable',
    ['def f(a):', '    b = a', '    b = 2', '    return a'],
    ['def f(a):', '    b, c = a', '    return c'],
  ],
  [
    'unreachable',
    ['def f(a):', '    return a', '    print(a)'],
    ['def f(a):', '    if a:', '        return a', '    print(a)'],
  ],
  [
    'missing-value',
    ['def f(a):', '    if a is None:', '        return a.b'],
    ['def f(a):', '    if a is None:', '        a = g()', '        return a.b', 'def g(): pass'],
  ],
  [
    'missing-value',
    ['def f(a):', '    if a is None:', '        setattr(a, "b", 1)'],
    ['def f(a):', '    if a is not None:', '        setattr(a, "b", 1)'],
  ],
  [
    'odd-return',
    ['def f(a):', '    if a:', '        return 1, 2', '    return a'],
    ['def f(a):', '    if a:', '        return 1, 2', '    return g(a)'],
  ],
  ['no-effect', ['def f(a):', '    a.b'], ['def f(a):', '    a.b()']],
  [
    'no-effect',
    ['def f(a):', '    if a:', '        pass'],
    ['def f(a):', '    try:', '        a()', '    except E:', '        pass', 'E = 1'],
  ],
  ['no-effect', ['def f(a):', '    getattr(a, "b")'], ['def f(a):', '    """Words."""', '    ...']],
  ['no-effect', ['def f(a):', '    return a[-0]'], ['def f(a):', '    return a[-1]']],
  ['same-twice', ['def f(a):', '    return a == a'], ['def f(a):', '    return a.b == a']],
  ['same-twice', ['def f(a):', '    return not not a'], ['def f(a):', '    return not a']],
  [
    'same-twice',
    ['def f(a):', '    return isinstance(a, a)'],
    ['def f(a):', '    return isinstance(a, type(a))'],
  ],
  ['same-twice', ['def f(a):', '    return a.g(a.g(1))'], ['def f(a):', '    return max(max(a), 1)']],
  [
    'decided',
    ['def f(a):', '    return a is None and a is not None'],
    ['def f(a):', '    return a is None or a'],
  ],
  [
    'decided',
    ['def f(a):', '    if "x":', '        return a'],
    ['def f(a):', '    while True:', '        a()'],
  ],
  ['no-result', ['def f(a):', '    return a.append(1)'], ['def f(a):', '    return a.get(1)']],
  ['denied-comparison', ['def f(a):', '    return not a is None'], ['def f(a):', '    return not a < 3']],
  [
    'odd-operand',
    ['def f(a):', '    b = a.split()', '    return b - 1'],
    ['def f(a):', '    b = len(a)', '    return b - 1'],
  ],
  ['odd-operand', ['def f(a):', '    return "%s" / a'], ['def f(a):', '    return "%s" % a']],
  ['odd-operand', ['def f(self):', '    return self + 1'], ['def f(self):', '    return self.n + 1']],
  ['odd-operand', ['def f(a):', '    return hasattr(a, "b") == ""'], ['def f(a):', '    return len(a) == 1']],
  [
    'odd-operand',
    ['def f(a):', '    a.b()', '    a.c()', '    return g(a + 1)', 'def g(a): return a'],
    ['def f(a):', '    a.b()', '    return a + 1 if a > 1 else a - 1'],
  ],
  [
    'odd-operand',
    ['def f(a):', '    b = None', '    return b[0]'],
    ['def f(a):', '    b = None', '    b = a', '    return b[0]'],
  ],
  ['odd-call', ['def f(a):', '    setattr(a, "b")'], ['def f(a):', '    setattr(a, "b", 1)']],
  ['odd-call', ['def f(a):', '    return len(x for x in a)'], ['def f(a):', '    return sum(x for x in a)']],
  [
    'odd-call',
    ['def g(a, b=1): return a', 'def f(a):', '    return g()'],
    ['def g(a, b=1): return a', 'def f(a):', '    return g(a)'],
  ],
  [
    'odd-call',
    ['def g(a): return a', 'def f(a):', '    return g(a, a.b)'],
    ['def g(*a): return a', 'def f(a):', '    return g(a, a.b)'],
  ],
  [
    'odd-call',
    ['def f(log):', '    log.warning()'],
    ['def f(log):', '    log.warning("x")', 'def g(log):', '    log.append(*log)'],
  ],
  [
    'odd-call',
    ['def f(a):', '    a.append(1, 2)'],
    ['class A:', '    def append(self, a, b): pass', 'def f(a):', '    a.append(1, 2)'],
  ],
  [
    'odd-use',
    ['def f(a):', '    a.n; a.b = a.n, a.n, a.n', '    return a.n()'],
    ['def f(a):', '    a.b = a.n(), a.n(), a.n()', '    return a.n()'],
  ],
  [
    'odd-use',
    ['def f(self, a):', '    self.g(); self.g(); self.g()', '    a.g()'],
    ['def f(self, a):', '    self.g(); a.b.g(); self.g()', '    a.g()'],
  ],
  ['odd-use', ['g(1); g(2); g(3)', 'g()', 'def g(*a): pass'], ['g(1); g(2)', 'g()', 'def g(*a): pass']],
  ['odd-key', ['d = {"a": 1, "b": 2, "a": 3}'], ['d = {"a": 1, "b": 2, "c": 3}']],
  ['odd-key', ['d = {"a": 1, "b": 2, (): 3}'], ['d = {"a": 1, 2: 2, (): 3}']],
]

describe('checkPython', () => {
  it.each(cases)('finds %s %#', async (rule, found) => {
    expect(await rulesOf(...found)).toContain(rule)
  })

  it.each(cases)('is content with what is near %s %#', async (rule, _, fine) => {
    expect(await rulesOf(...fine)).not.toContain(rule)
  })

  it('says where and what', async () => {
    expect(await checkPython('def f(x):\n    return y\n', syntax)).toEqual([
      { rule: 'undefined-name', grade: 'wrong', line: 2, message: 'y is not defined' },
    ])
  })

  it('takes any text', async () => {
    const word = constantFrom(
      'def f(a):',
      '\n',
      '\n    ',
      'if',
      ' a',
      ' is None',
      ':',
      'return ',
      '(',
      ')',
      '[',
      'x',
      '= ',
      '+1',
      "'s'",
      ',',
      'for x in ',
      'lambda',
      'class A:',
      'import b',
      'global x',
      '{1:',
      '}',
      'not ',
      '*',
      '@',
      'match x:',
      'case y:',
    )
    await assert(
      asyncProperty(array(word, { maxLength: 40 }), async (words) => {
        expect(Array.isArray(await checkPython(words.join(''), syntax))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})
