import { describe, expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { openCodeIndex } from './code-index.ts'
import { spell } from './spell.fixture.ts'

const body = 'def f(x):\n    """Some words about numbers."""\n    return g(x) + 1\n'.repeat(800)
const files = new Map(
  Array.from({ length: 40 }, (_, at) => [`m${at}.py`, `${body}\ndef f${at}(): pass\n`] as const),
)

async function read(cores: number, signal?: AbortSignal) {
  using syntax = createSyntax()
  using index = openCodeIndex({ syntax, folder: null, cores })
  return await index.read(createMemoryFileTree(files), { signal })
}

describe('openCodeIndex on threads', () => {
  it('comes to the same end as without', async () => {
    const [threads, alone] = [await read(2), await read(1)]
    expect(threads.parsed).toBe(40)
    expect(threads.key).toBe(alone.key)
    for (const path of files.keys()) expect(spell(threads, path)).toEqual(spell(alone, path))
  })

  it('can be cancelled', async () => {
    const controller = new AbortController()
    const reading = read(2, controller.signal)
    controller.abort()
    await expect(reading).rejects.toMatchObject({ code: 'std/cancelled' })
  })
})
