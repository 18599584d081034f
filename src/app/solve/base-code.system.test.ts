import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLocalProvider } from '../../sandbox/index.ts'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { createTempDir } from '../../std/index.ts'
import { openBaseCode } from './base-code.ts'

const sandboxes = useLocalSandboxes()
const before = 'def add_prices(prices):\n    return sum(prices)\n'
const after = 'def later(prices):\n    return sum(prices)\n'

it.each([
  [false, 'later'],
  [true, 'add_prices'],
])('reads the base when it is asked; frozen: %s', async (frozen, name) => {
  await using temp = await createTempDir()
  const root = sandboxes.makeProject({ 'shop.py': before })
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  await using base = await provider.open({ from: 'checkout', path: root }, { freeze: frozen })
  const env = { XDG_CACHE_HOME: join(temp.path, 'cache') }
  await using code = await openBaseCode({ root, base, frozen, env })
  expect(existsSync(env.XDG_CACHE_HOME)).toBe(false)
  writeFileSync(join(root, 'shop.py'), after)
  const { symbols } = await code.finder.rank('sum of prices')
  expect(symbols.map((symbol) => symbol.name)).toEqual([name])
  expect(existsSync(env.XDG_CACHE_HOME)).toBe(true)
})
