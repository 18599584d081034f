import { describe, expect, it } from 'vitest'
import { configSchema, type Config } from '../config.ts'
import type { ConfigSource, ResolvedConfig } from '../load-config.ts'
import { settleLogprobs } from './logprobs-settings.ts'

function resolve(given: Partial<Config>, source: ConfigSource = 'flag'): ResolvedConfig {
  const config = configSchema.parse({ logprobs: true, ...given })
  return { config, sources: new Map([['logprobs', source]]), files: { user: '', project: '' } }
}

describe('settleLogprobs', () => {
  it.each([resolve({ model: ['p/m'] }), resolve({}, 'project file'), resolve({ logprobs: false })])(
    'leaves alone what can be, or is not asked for here',
    (resolved) => {
      expect(settleLogprobs(resolved)).toBe(resolved)
    },
  )

  it('refuses them where no model is asked', () => {
    expect(() => settleLogprobs(resolve({}))).toThrow(/this run takes mutation, which asks none/)
  })
})
