import { expect, it } from 'vitest'
import { matchesPattern } from './path-pattern.ts'

it.each<[string, string, boolean]>([
  ['src/a/b.py', 'src/a/b.py', true],
  ['src/a/b.py', './src/a/b.py', true],
  ['src/a/b.py', 'a/b.py', true],
  ['src/a/b.py', 'b.py', true],
  ['src/a/b.py', 'src/a', true],
  ['src/a/b.py', 'src/a/', true],
  ['src/ab.py', 'b.py', false],
  ['src/a/b.py', '*.py', true],
  ['src/a/b.py', 'src/*.py', false],
  ['src/a/b.py', 'src/**/*.py', true],
  ['src/b.py', 'src/**/*.py', true],
  ['src/a/b.py', '**/a/*', true],
  ['src/a/b.py', 'src/?/b.py', true],
  ['src/a/bxpy', '*.py', false],
  ['src/a(1)/b.py', 'src/a(1)/*.py', true],
])('%s by %s: %s', (path, pattern, matches) => {
  expect(matchesPattern(path, pattern)).toBe(matches)
})
