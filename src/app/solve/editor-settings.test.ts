import { describe, expect, it } from 'vitest'
import { configSchema, type Config } from '../config.ts'
import type { ResolvedConfig } from '../load-config.ts'
import { settleEditor } from './editor-settings.ts'

function resolve(given: Partial<Config>): ResolvedConfig {
  const config = configSchema.parse({ editorModel: 'p/e', ...given })
  return { config, sources: new Map([['editorModel', 'flag']]), files: { user: '', project: '' } }
}

describe('settleEditor', () => {
  it('leaves an edit-loop with a model alone', () => {
    const resolved = resolve({ model: ['p/m'] })
    expect(settleEditor(resolved)).toBe(resolved)
  })

  it('leaves an editor of a configuration file out of other strategies', () => {
    const resolved = { ...resolve({ model: ['p/m'], strategy: 'workflow' }), sources: new Map() }
    expect(settleEditor(resolved)).toBe(resolved)
  })

  it.each([
    [{ model: ['p/m'], strategy: 'edit-test' }, /this run takes edit-test/, /--strategy edit-loop/],
    [{}, /this run takes mutation/, /--model PROVIDER\/MODEL, which plans/],
    [{ model: ['p/m'], flow: 'v0.35' }, /--flow v0\.35 has one model/, /leave one/],
  ] as const)('refuses %j', (given, message, hint) => {
    const { model = [], ...rest } = { model: undefined, ...given }
    expect(() => settleEditor(resolve({ ...rest, model: [...(model ?? [])] }))).toThrow(
      expect.objectContaining({
        code: 'config/bad-flag',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    )
  })
})
