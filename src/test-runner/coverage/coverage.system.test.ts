import { expect, it } from 'vitest'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { withCoverage } from './cover-command.ts'

const sandboxes = useLocalSandboxes()

it('notes the lines of whatever Python a command starts, also when it is killed', async () => {
  await using sandbox = await sandboxes.open(
    sandboxes.makeProject({
      'program.py': 'import sys\nif sys.argv[1:]:\n    x = 1\nelse:\n    x = 2\nwhile x == 2:\n    pass\n',
    }),
  )
  const short = await withCoverage(sandbox, (covered) => covered.exec('sh -c "python3 program.py one"'))
  expect(short.result.exitCode).toBe(0)
  expect(short.lines.get('program.py')).toEqual(new Set([1, 2, 3, 6]))
  const long = await withCoverage(sandbox, (covered) => covered.exec('timeout -s KILL 2 python3 program.py'))
  expect(long.result.exitCode).not.toBe(0)
  expect(long.lines.get('program.py')).toEqual(new Set([1, 2, 5, 6, 7]))
})

it('notes the lines of Node processes', async () => {
  await using sandbox = await sandboxes.open(
    sandboxes.makeProject({
      'package.json': '{"type":"module"}',
      'program.js':
        'export function f(a) {\n  if (a) {\n    return 1\n  }\n  return 2\n}\nexport function g() {\n  return 3\n}\n',
      'program.test.js':
        "import test from 'node:test'\nimport { f } from './program.js'\ntest('f', () => f(0))\n",
    }),
  )
  const { result, lines } = await withCoverage(sandbox, (covered) => covered.exec('node --test'))
  expect(result.exitCode).toBe(0)
  const ran = lines.get('program.js') ?? new Set()
  expect([2, 5].every((line) => ran.has(line))).toBe(true)
  expect([3, 8].some((line) => ran.has(line))).toBe(false)
})
