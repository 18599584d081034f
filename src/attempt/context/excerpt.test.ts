import { describe, expect, it } from 'vitest'
import { createSyntax } from '../../syntax/index.ts'
import { makeExcerpt } from './excerpt.ts'
import { createSpanCutter } from './spans/span-cutter.ts'
import { estimateTokens } from './token-estimate.ts'

const text = [
  'import os',
  '',
  '',
  'class Shop:',
  '    """Sells."""',
  '',
  ...['open', 'sell', 'count', 'close'].flatMap((name) => [
    '    @logged',
    `    def ${name}(self, thing):`,
    ...Array.from({ length: 20 }, (_, at) => `        step_${name}_${at} = thing.work(${at})`),
    '',
  ]),
  'def total(shop):',
  '    return sum(shop.prices)',
]

async function excerpt(said: readonly string[], maxTokens: number): Promise<string> {
  using syntax = createSyntax()
  using cutter = createSpanCutter(syntax, { maxTokens: 1_000 })
  return makeExcerpt({ lines: text, spans: await cutter.cut('shop.py', text), said, maxTokens }).text
}

describe('an excerpt of a file', () => {
  it('shows what was named whole, and the first lines of the rest', async () => {
    const shown = await excerpt(['why does `Shop.sell()` fail?'], 420)
    expect(shown).toContain('    @logged\n    def sell(self, thing):\n        step_sell_0')
    expect(shown).toContain('step_sell_19')
    expect(shown).toContain('    def close(self, thing):\n⋮ 21 lines\ndef total(shop):\n')
    expect(shown).not.toContain('step_open_0')
  })

  it('goes by the latest that was said', async () => {
    const shown = await excerpt(['sell fails', 'now let me see count'], 420)
    expect(shown).toContain('step_count_19')
    expect(shown).not.toContain('step_sell_0')
  })

  it('goes by words where no name was said', async () => {
    expect(await excerpt(['step_close_7 is wrong'], 420)).toContain('step_close_19')
  })

  it.each([0, 10, 60, 200, 500])('keeps to %i tokens', async (maxTokens) => {
    const shown = await excerpt(['open sell count close total work'], maxTokens)
    expect(estimateTokens(shown)).toBeLessThanOrEqual(maxTokens + 10)
  })

  it('is the whole file where that fits', async () => {
    const shown = await excerpt(['Shop open sell count close total import os'], 10_000)
    expect(shown).toBe(`${text.join('\n')}\n`)
  })
})
