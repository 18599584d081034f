import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateTokens } from '../token-estimate.ts'
import { excerptFile } from './excerpt.ts'

const filler = Array.from({ length: 400 }, (_, at) => `    value_${at} = compute(${at})`)
const file = [
  'class Shop:',
  ...filler.slice(0, 200),
  '    def opening_balance(self):',
  '        # the month before',
  '        return self.before(self.start)',
  ...filler.slice(200),
  '    def closing(self):',
  '        return 0',
].join('\n')

describe('excerptFile', () => {
  it('leaves a file that fits as it is', () => {
    expect(excerptFile('a\nb\n', { query: '', maxTokens: 10 })).toEqual({ text: 'a\nb\n', shortened: false })
  })

  it('shows the outline and what shares words with the query, and marks the gaps', () => {
    const { text, shortened } = excerptFile(file, { query: 'openingBalance is wrong', maxTokens: 300 })
    expect(shortened).toBe(true)
    expect(text).toContain('return self.before(self.start)')
    expect(text).toMatch(/^class Shop:\n\[\.\.\. \d+ lines left out \.\.\.\]\n/)
    expect(text).toContain('    def closing(self):')
    expect(text).not.toContain('value_10 ')
  })

  it('keeps its budget, adds nothing of its own, and shows every line in order', () => {
    const line = fc.oneof(
      fc.constantFrom('def a():', 'class B:', 'opening = 1', ''),
      fc.string({ maxLength: 600 }),
    )
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 80 }),
        fc.integer({ min: 30, max: 400 }),
        (lines, maxTokens) => {
          const whole = lines.join('\n')
          const { text, shortened } = excerptFile(whole, { query: 'the opening of b', maxTokens })
          expect(shortened || text === whole).toBe(true)
          expect(estimateTokens(text)).toBeLessThanOrEqual(maxTokens)
          const counted = text
            .split('\n')
            .reduce(
              (sum, row) => sum + Number(/^\[\.\.\. (\d+) lines left out \.\.\.\]$/.exec(row)?.[1] ?? 1),
              0,
            )
          expect(counted).toBe(whole.split('\n').length)
        },
      ),
    )
  })
})
