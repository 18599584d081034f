import { expect, it } from 'vitest'
import { frameworkOf } from './frameworks.ts'
import { narrowCommand } from './narrow-command.ts'

const narrow = (command: string, ...files: readonly string[]): string | null =>
  narrowCommand({ framework: frameworkOf(command), command, cwd: '', foundIn: '' }, files)?.command ?? null

it.each([
  ['python -m pytest', 'python -m pytest tests/test_a.py'],
  ['pytest -rA -q', 'pytest -rA -q tests/test_a.py'],
  ['pytest tests/unit', null],
  ['python -m unittest discover -s tests -t .', 'python -m unittest tests.test_a'],
  ['npx vitest run', 'npx vitest run tests/test_a.py'],
  ['npx jest', 'npx jest --runTestsByPath tests/test_a.py'],
  ['node --test', 'node --test tests/test_a.py'],
  ['go test ./...', 'go test ./tests'],
  ['make test', null],
])('%s for one file is %s', (command, expected) => {
  expect(narrow(command, 'tests/test_a.py')).toBe(expected)
})

it('names files from the folder that the command runs in', () => {
  const command = { framework: 'pytest', command: 'pytest', cwd: 'api', foundIn: '' } as const
  expect(narrowCommand(command, ['api/test_a.py', 'web/test_b.py'])?.command).toBe('pytest test_a.py')
  expect(narrowCommand(command, ['web/test_b.py'])).toBeNull()
})
