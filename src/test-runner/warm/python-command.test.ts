import { describe, expect, it } from 'vitest'
import { parsePythonCommand } from './python-command.ts'

const parse = (command: string) => parsePythonCommand({ framework: 'custom', command, cwd: '', foundIn: '' })

describe('parsePythonCommand', () => {
  it.each([
    ['pytest', { interpreter: null, program: 'pytest', framework: 'pytest', options: [], files: [] }],
    ['python3 -m pytest -q -x tests', { interpreter: 'python3', options: [], files: ['tests'] }],
    ['.venv/bin/python -m pytest -p no:xdist', { program: '.venv/bin/python', options: ['-p', 'no:xdist'] }],
    ["A=1 pytest -k 'a or b'", { environment: ['A=1'], options: ['-k', 'a or b'] }],
    ['python -m unittest', { framework: 'unittest', discover: {} }],
    ['python -m unittest discover -s tests -t . -v', { discover: { start: 'tests', top: '.' } }],
  ])('takes %s apart', (command, parts) => {
    expect(parse(command)).toMatchObject(parts)
  })

  it.each([
    'cd x && pytest',
    'pytest | tee log',
    'pytest $(ls)',
    'pytest -n auto',
    'pytest --cov=x',
    'python manage.py test',
    'python -m unittest tests.test_a',
    'node --test',
    '',
  ])('leaves %j to a shell', (command) => {
    expect(parse(command)).toBeNull()
  })
})
