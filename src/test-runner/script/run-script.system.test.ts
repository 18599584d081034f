import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GeneratedTest, ScriptLanguage, ScriptRun } from '../../domain/index.ts'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { createLocalProvider } from '../../sandbox/index.ts'
import { createTempDir } from '../../std/index.ts'
import { runScript } from './run-script.ts'

const sandboxes = useLocalSandboxes()

async function run(
  files: Readonly<Record<string, string>>,
  test: GeneratedTest,
  timeoutMs = 60_000,
): Promise<ScriptRun> {
  await using temp = await createTempDir()
  const root = sandboxes.makeProject(files)
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  await using sandbox = await provider.open({ from: 'checkout', path: root })
  await using fork = await sandbox.fork()
  return await runScript(fork, test, { timeoutMs })
}

interface Case {
  readonly language: ScriptLanguage
  readonly program: string
  readonly files: Readonly<Record<string, string>>
  readonly script: (value: number) => string
}

/** Each script ends with 2 while `double(2)` is not the value that it is given. */
const cases: readonly Case[] = [
  {
    language: 'python',
    program: 'python3',
    files: { 'src/maths.py': 'def double(n):\n    return n + n\n' },
    script: (value) =>
      `import sys\nfrom maths import double\nprint("got", double(2))\nsys.exit(0 if double(2) == ${value} else 2)\n`,
  },
  {
    language: 'javascript',
    program: 'node',
    files: { 'maths.mjs': 'export const double = (n) => n + n\n' },
    script: (value) =>
      `import { double } from './maths.mjs'\nconsole.log('got', double(2))\nprocess.exit(double(2) === ${value} ? 0 : 2)\n`,
  },
  {
    language: 'javascript',
    program: 'node',
    files: { 'maths.cjs': 'exports.double = (n) => n + n\n' },
    script: (value) =>
      `const { double } = require('./maths.cjs')\nconsole.log('got', double(2))\nprocess.exit(double(2) === ${value} ? 0 : 2)\n`,
  },
  {
    language: 'go',
    program: 'go',
    files: {
      'go.mod': 'module example.com/maths\n\ngo 1.20\n',
      'maths/maths.go': 'package maths\n\nfunc Double(n int) int { return n + n }\n',
    },
    script: (value) =>
      `package main\n\nimport (\n\t"fmt"\n\t"os"\n\n\t"example.com/maths/maths"\n)\n\nfunc main() {\n\tfmt.Println("got", maths.Double(2))\n\tif maths.Double(2) != ${value} {\n\t\tos.Exit(2)\n\t}\n}\n`,
  },
  {
    language: 'java',
    program: 'java',
    files: { 'Readme.md': '' },
    script: (value) =>
      `public class Reproduce { public static void main(String[] a) { System.out.println("got " + (2 + 2)); System.exit(2 + 2 == ${value} ? 0 : 2); } }\n`,
  },
  {
    language: 'rust',
    program: 'cargo',
    files: {
      'Cargo.toml': '[package]\nname = "maths"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': 'pub fn double(n: i32) -> i32 { n + n }\n',
    },
    script: (value) =>
      `fn main() { println!("got {}", maths::double(2)); std::process::exit(if maths::double(2) == ${value} { 0 } else { 2 }) }\n`,
  },
  {
    language: 'shell',
    program: 'bash',
    files: { 'double.sh': 'echo $(($1 + $1))\n' },
    script: (value) => `got=$(bash double.sh 2)\necho "got $got"\n[ "$got" = ${value} ] || exit 2\n`,
  },
]

describe.each(cases)('a script in $language ($program)', ({ language, program, files, script }) => {
  it('says by its exit code whether the issue is there', async (context) => {
    if (spawnSync('which', [program]).status !== 0) context.skip(`install ${program} to run this test`)
    const [gone, there] = await Promise.all(
      [4, 5].map((value) => run(files, { language, text: script(value) })),
    )
    expect(gone).toMatchObject({ verdict: 'fixed', exitCode: 0, output: 'got 4\n' })
    expect(there).toMatchObject({ verdict: 'present', exitCode: 2, output: 'got 4\n' })
  })
})

it.each([
  ['python', 'raise SystemExit("no")'],
  ['javascript', 'throw new Error("no")'],
  ['shell', 'if then'],
] as const)('calls a %s script that fails itself crashed', async (language, text) => {
  expect((await run({ 'a.txt': '' }, { language, text })).verdict).toBe('crashed')
})

it('does not take a panic for the issue', async () => {
  const text = 'package main\n\nfunc main() { panic("no") }\n'
  const files = { 'go.mod': 'module example.com/maths\n\ngo 1.20\n' }
  expect(await run(files, { language: 'go', text })).toMatchObject({ verdict: 'crashed', exitCode: 2 })
})

it('keeps what a script printed before its time was up', async () => {
  const text = 'import time\nprint("begun")\ntime.sleep(60)\n'
  const found = await run({ 'a.txt': '' }, { language: 'python', text }, 1_000)
  expect(found).toMatchObject({ verdict: 'timeout', output: 'begun\n' })
})

it('runs TypeScript by Node itself where that can, and says that it cannot elsewhere', async () => {
  const major = Number(/\d+/.exec(execFileSync('node', ['--version'], { encoding: 'utf8' }))?.[0])
  const text = 'const value: number = 4\nprocess.exit(value === 4 ? 0 : 2)\n'
  const { verdict, output } = await run({ 'a.txt': '' }, { language: 'typescript', text })
  const wanted = major < 22 ? /^crashed .*--experimental-strip-types/ : /^fixed $/
  expect(`${verdict} ${output}`).toMatch(wanted)
})
