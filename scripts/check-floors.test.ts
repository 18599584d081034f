import { describe, expect, it } from 'vitest'
import { checkImports, findCycles, parseFloors } from './check-floors.ts'

const rules = parseFloors(
  [
    '| 6 | `app` | all below 6 |',
    '| 4 | `attempt` | `llm` |',
    '| 4 | `evaluation` | |',
    '| 2 | `llm` | |',
    '| 1 | `domain` | |',
    '| 0 | `std` | |',
  ].join('\n'),
)
const edge = (from: string, to: string, typeOnly = false) => ({ from, to, typeOnly })

describe('check-floors', () => {
  it.each([
    ['a lower floor by its door', edge('attempt/a.ts', 'llm/index.ts'), 0],
    ['all below', edge('app/a.ts', 'evaluation/index.ts'), 0],
    ['a folder past its door', edge('attempt/a.ts', 'llm/model.ts'), 1],
    ['the same floor', edge('attempt/a.ts', 'evaluation/index.ts'), 1],
    ['upwards', edge('llm/a.ts', 'attempt/index.ts'), 1],
    ['a lower floor that the row does not name', edge('evaluation/a.ts', 'llm/index.ts'), 1],
    ['a folder that is not in the table', edge('attempt/a.ts', 'gym/index.ts'), 1],
    ['its own door', edge('llm/a.ts', 'llm/index.ts'), 1],
  ])('judges an import of %s', (_name, import_, problems) => {
    expect(checkImports(rules, [import_])).toHaveLength(problems)
  })

  it('finds a cycle of value imports and ignores type imports', () => {
    expect(findCycles([edge('a/x.ts', 'a/y.ts'), edge('a/y.ts', 'a/x.ts')])).toHaveLength(1)
    expect(findCycles([edge('a/x.ts', 'a/y.ts'), edge('a/y.ts', 'a/x.ts', true)])).toHaveLength(0)
  })
})
