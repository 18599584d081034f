import { describe, expect, it } from 'vitest'
import { configSchema, type Config } from '../config.ts'
import type { ConfigSource, ResolvedConfig } from '../load-config.ts'
import { settleFlow } from './flow-settings.ts'

function resolve(given: Partial<Config>, source: ConfigSource = 'default'): ResolvedConfig {
  const config = configSchema.parse({ model: ['p/m'], ...given })
  return { config, sources: new Map([['contextTokens', source]]), files: { user: '', project: '' } }
}

describe('settleFlow', () => {
  it('leaves the current flow alone', () => {
    const resolved = resolve({ strategy: 'edit-test' })
    expect(settleFlow(resolved)).toBe(resolved)
  })

  it('takes the budget of the paper for its flow, unless another is given', () => {
    const paper = { strategy: 'edit-test', flow: 'codemonkeys' } as const
    expect(settleFlow(resolve(paper)).config.contextTokens).toBe(128_000)
    const given = resolve({ ...paper, contextTokens: 9 }, 'flag')
    expect(settleFlow(given).config.contextTokens).toBe(9)
  })

  it.each([
    [{ flow: 'codemonkeys' }, /edit-test strategy, and this run takes edit-loop/],
    [{ flow: 'codemonkeys', strategy: 'mutation' }, /takes mutation/],
    [{ flow: 'v0.35', strategy: 'edit-test' }, /edit-loop strategy, and this run takes edit-test/],
  ] as const)('refuses %j', (given, message) => {
    expect(() => settleFlow(resolve(given))).toThrow(
      expect.objectContaining({ code: 'config/bad-flag', message: expect.stringMatching(message) }),
    )
  })
})
