import { expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { createCodeFinder, type FinderMapRequest } from '../code-finder.ts'

const modules = Array.from({ length: 30 }, (_, at) => at)
/** A page that uses thirty modules, all of which use a logger, beside a shop that has nothing to do with them. */
const files: Readonly<Record<string, string>> = {
  'page.py': `${modules.map((at) => `from parts.part_${at} import step_${at}\n`).join('')}\ndef show_page():\n${modules.map((at) => `    step_${at}()\n`).join('')}`,
  ...Object.fromEntries(
    modules.map((at) => [
      `parts/part_${at}.py`,
      `from tools_of_all.logger import write_log\n\ndef step_${at}():\n    write_log()\n`,
    ]),
  ),
  'tools_of_all/logger.py': 'def write_log():\n    pass\n',
  'shop.py': 'from stock import count_stock\n\ndef sell():\n    count_stock()\n',
  'stock.py': 'def count_stock():\n    pass\n',
}

async function definitionsFor(request: Omit<FinderMapRequest, 'tokens'>): Promise<readonly string[]> {
  const tree = createMemoryFileTree(new Map(Object.entries(files)))
  using finder = createCodeFinder({ tree, syntax: createSyntax(), folder: null })
  const { symbols, text } = await finder.map({ ...request, tokens: 4000 })
  for (const path of request.chatFiles ?? []) expect(text.split('\n')).not.toContain(path)
  const lines = new Map(
    Object.entries(files).map(([path, file]) => [path, file.match(/(?<=def )\w+/g) ?? []]),
  )
  return symbols.map(({ path, index }) => lines.get(path)?.[index] ?? '')
}

it('puts what shown files use before what that uses in turn', async () => {
  const [first] = await definitionsFor({ text: null })
  expect(first).toBe('write_log')
  const names = await definitionsFor({ text: null, chatFiles: ['page.py'] })
  expect(names.slice(0, 30).filter((name) => name.startsWith('step_'))).toHaveLength(30)
  expect(names[30]).toBe('write_log')
  expect(names).toContain('count_stock')
})

it('lets a question and shown files both count', async () => {
  const text = 'count_stock is wrong'
  const asked = await definitionsFor({ text })
  const both = await definitionsFor({ text, chatFiles: ['page.py'] })
  expect(asked[0]).toBe('count_stock')
  expect(both.indexOf('count_stock')).toBeLessThan(3)
  expect(both.indexOf('step_29')).toBeLessThan(asked.indexOf('step_29'))
})

it('takes shown files that are no code, or not there', async () => {
  expect(await definitionsFor({ text: null, chatFiles: ['README.md', 'gone.py'] })).toEqual(
    await definitionsFor({ text: null }),
  )
})
