import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { createLocalProvider } from '../../sandbox/index.ts'
import { createTempDir } from '../../std/index.ts'
import { callProbe } from './call-probe.ts'
import { issueProbe } from './issue-probe.ts'
import { findSnippets } from './issue-snippets.ts'

const sandboxes = useLocalSandboxes()

const files = {
  'shop/__init__.py': 'from shop.prices import total\n',
  'shop/prices.py':
    'class Basket:\n    def __init__(self, prices):\n        self.prices = prices\n\n    def total(self, discount=0):\n        return sum(self.prices) * (1 - discount)\n\n\ndef total(prices, discount=0):\n    return Basket(prices).total(discount)\n',
  'tests/test_shop.py':
    'import unittest\nfrom shop import total\n\n\nclass Shop(unittest.TestCase):\n    def test_plain(self):\n        self.assertEqual(total([1, 2]), 3)\n',
}

async function withProject<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  await using temp = await createTempDir()
  const root = sandboxes.makeProject(files)
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  await using sandbox = await provider.open({ from: 'checkout', path: root })
  return await work(sandbox)
}

it("runs an issue's code statement by statement, and finds the names that it leaves out", async () => {
  const issue =
    'With\n```python\nbasket = Basket([100])\nbasket.total(discount=10)\nnothing_like_it()\nprint("still there")\n```\nI get -900.\n'
  const { records } = await withProject((sandbox) => issueProbe(findSnippets(issue), 60_000).run(sandbox, {}))
  expect(records.map(({ kind, text, out }) => [kind, text, out])).toEqual([
    ['done', expect.stringContaining('Basket object'), ''],
    ['value', '-900', ''],
    ['raise', "NameError: name 'nothing_like_it' is not defined", ''],
    ['value', '', 'still there\n'],
  ])
})

it('calls touched functions with what tests give them, and a little else, each apart', async () => {
  const calls = await withProject((sandbox) =>
    callProbe({
      commands: [
        {
          framework: 'unittest',
          command: 'python3 -m unittest tests/test_shop.py',
          cwd: '',
          foundIn: '',
        },
      ],
      functions: new Map([['shop/prices.py', new Set(['total'])]]),
      patch: '',
      seconds: 20,
      repetition: 0,
    }).run(sandbox, {}),
  )
  const outcomes = new Map(calls)
  expect(outcomes.get("total({'prices': [1, 2], 'discount': 0}) with these arguments")).toBe('returns 3')
  expect(outcomes.get("total({'prices': [1, 2], 'discount': 0}) with discount more")).toBe('returns 0')
  expect(outcomes.get("total({'prices': [1, 2], 'discount': 0}) with prices None")).toMatch(
    /^raises TypeError/,
  )
  expect(outcomes.get("Basket.total({'discount': 0}) with discount less")).toBe('returns 6')
})
