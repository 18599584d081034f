import { describe, expect, it } from 'vitest'
import { createSyntax } from '../../syntax/index.ts'
import { pickParts, type FileParts } from './file-parts.ts'
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

async function pick(said: readonly string[], maxTokens: number): Promise<FileParts> {
  using syntax = createSyntax()
  using cutter = createSpanCutter(syntax, { maxTokens: 1_000 })
  return pickParts({
    path: 'shop.py',
    lines: text,
    spans: await cutter.cut('shop.py', text),
    said,
    maxTokens,
  })
}

describe('parts of a file', () => {
  it('shows what was named whole, and the first lines of the rest', async () => {
    const { text: shown } = await pick(['why does `Shop.sell()` fail?'], 550)
    expect(shown).toContain('    @logged\n    def sell(self, thing):\n        step_sell_0')
    expect(shown).toContain('step_sell_19')
    expect(shown).toContain('    @logged\n    def close(self, thing):\n⋮ lines 78 to 98\ndef total(shop):\n')
    expect(shown).not.toContain('step_open_0')
  })

  it('goes by the latest that was said', async () => {
    const { text: shown } = await pick(['`sell` fails', 'now let me see count()'], 420)
    expect(shown).toContain('step_count_19')
    expect(shown).not.toContain('step_sell_0')
  })

  it('goes by words where no name was said', async () => {
    expect((await pick(['step_close_7 is wrong'], 420)).text).toContain('step_close_19')
  })

  it.each([0, 10, 60, 200, 500])('keeps to %i tokens', async (maxTokens) => {
    const { text: shown } = await pick(['open sell count close total work'], maxTokens)
    expect(estimateTokens(shown)).toBeLessThanOrEqual(maxTokens + 30)
  })

  it('says which of the named functions it shows, and for which there was no room', async () => {
    const { shown, missing } = await pick(
      ['`Shop.sell`, `Shop.count` and `Shop.close` of src/open/shop.py'],
      420,
    )
    expect({ shown, missing }).toEqual({ shown: ['Shop.sell'], missing: ['Shop.count', 'Shop.close'] })
  })

  it('takes plain words and paths for no names', async () => {
    const { shown, missing } = await pick(['we sell in src/count.py when the shop is open'], 420)
    expect({ shown, missing }).toEqual({ shown: [], missing: [] })
  })

  it('shows the functions of a class that was named', async () => {
    expect((await pick(['see `Shop`'], 700)).text).toContain('step_open_19')
  })

  it('is the whole file where that fits', async () => {
    const { text: shown } = await pick(['Shop open sell count close total import os'], 10_000)
    expect(shown).toBe(`${text.join('\n')}\n`)
  })
})
