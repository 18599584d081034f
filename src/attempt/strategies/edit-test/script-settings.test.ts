import { describe, expect, it } from 'vitest'
import type { ScriptLanguage } from '../../../domain/index.ts'
import type { TestFramework } from '../../../test-runner/index.ts'
import { defaultEditTestOptions, paperEditTestOptions } from './options.ts'
import { chooseScriptSettings, mainLanguage } from './script-settings.ts'

describe('mainLanguage', () => {
  it.each<[string, readonly string[], TestFramework | null, ScriptLanguage]>([
    ['what most code is written in', ['a.go', 'b.go', 'c.py', 'd.md', 'e.md', 'f.md'], null, 'go'],
    ['what the tests are run with', ['a.js', 'b.js', 'c.py'], 'pytest', 'python'],
    [
      'the better of what the tests may be',
      ['a.ts', 'b.ts', 'c.js', 'd.py', 'e.py', 'f.py'],
      'vitest',
      'typescript',
    ],
    ['the shell for what has no scripts', ['a.rb', 'b.rb', 'c.py'], null, 'shell'],
    ['most code, for a command of any kind', ['a.rs'], 'make', 'rust'],
    ['Python where nothing speaks', ['constructor', 'README.md'], null, 'python'],
  ])('is %s', (_what, paths, framework, wanted) => {
    expect(mainLanguage(paths, framework)).toBe(wanted)
  })
})

describe('chooseScriptSettings', () => {
  const paths = ['a.go', 'b.go', 'c.py']

  it('offers the languages of the repository, and says how each is run', () => {
    const { language, languages, rules, form } = chooseScriptSettings(paths, {
      framework: 'go',
      settings: defaultEditTestOptions,
    })
    expect({ language, languages }).toEqual({ language: 'go', languages: ['go', 'python', 'shell'] })
    expect(rules).toContain('  - go: built and run as a `package main`')
    expect(rules).toContain('stopped after 100 seconds')
    expect(form).toContain('<test language="go">')
  })

  it('knows Python alone where CodeMonkeys is followed', () => {
    const { languages, form } = chooseScriptSettings(paths, {
      framework: 'go',
      settings: paperEditTestOptions,
    })
    expect(languages).toEqual(['python'])
    expect(form).not.toContain('language=')
  })
})
