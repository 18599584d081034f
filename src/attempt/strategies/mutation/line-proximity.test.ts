import { describe, expect, it } from 'vitest'
import { createFileModel, dialectOf, type FileModel } from '../../../mutate/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { proximityOf } from './line-proximity.ts'

const source = [
  'def opening_balance(days):',
  '    return days[0]',
  'def other(days):',
  '    return days',
  'total = 1',
  '',
].join('\n')

async function models(): Promise<ReadonlyMap<string, FileModel>> {
  using syntax = createSyntax()
  using tree = await syntax.parse(source, 'python')
  const dialect = dialectOf('python')
  if (!tree || !dialect) throw new Error('no Python')
  return new Map([['a.py', createFileModel(source, tree.toPlain(), dialect)]])
}

describe('proximityOf', () => {
  it.each([
    ['the issue', 'The opening of a month is not its balance', []],
    ['a failing test', '', ['tests/test_a.py::TestA::test_opening_balance']],
    ['a failing unittest', '', ['tests.test_a.TestA.testOpeningBalance']],
  ])('prefers functions that %s names', async (_what, issue, failing) => {
    const near = proximityOf({ fault: { crashLines: [], failing }, models: await models(), issue })
    expect(near('a.py', 2)).toBe(1)
    expect(near('a.py', 4)).toBeLessThan(1)
    expect(near('a.py', 5)).toBeLessThan(1)
  })

  it('prefers lines on the stack, then those near them', async () => {
    const fault = { crashLines: [{ path: 'a.py', line: 4 }], failing: [] }
    const near = proximityOf({ fault, models: await models(), issue: '' })
    expect(near('a.py', 4)).toBeGreaterThan(near('a.py', 5))
    expect(near('a.py', 5)).toBeGreaterThan(near('b.py', 5))
  })
})
