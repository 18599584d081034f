import { expect, it } from 'vitest'
import { configSchema, type Config } from '../config.ts'
import type { ResolvedConfig } from '../load-config.ts'
import { settleUntil } from './until-settings.ts'

function resolve(given: Partial<Config>): ResolvedConfig {
  const sources = new Map(Object.keys(given).map((name) => [name as keyof Config, 'flag' as const]))
  return { config: configSchema.parse(given), sources, files: { user: '', project: '' } }
}

it('leaves alone what goes together', () => {
  const resolved = resolve({ until: 'plausible', plausible: 'article', attempts: 6 })
  expect(settleUntil(resolved)).toBe(resolved)
  const all = resolve({ select: 'random' })
  expect(settleUntil(all)).toBe(all)
})

it.each([
  [{ until: 'plausible', select: 'random' }, /--select has no say/],
  [{ until: 'plausible', minConfidence: 0.5 }, /--min-confidence has no say/],
  [{ plausible: 'article' }, /--plausible says which/],
  [{ fallback: 'article' }, /--fallback says which/],
] as const)('refuses %j', (given, message) => {
  expect(() => settleUntil(resolve(given))).toThrow(
    expect.objectContaining({ code: 'config/bad-flag', message: expect.stringMatching(message) }),
  )
})
