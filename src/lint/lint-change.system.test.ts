import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalProvider, type SandboxProvider } from '../sandbox/index.ts'
import { createTempDir, type TempDir } from '../std/index.ts'
import { createSyntax } from '../syntax/index.ts'
import { textsOf } from './contents.ts'
import { lintChange, type LintReport } from './lint-change.ts'
import { chooseLinters } from './linters/linters.ts'
import { showProblems } from './show/show-problems.ts'

const modules = join(import.meta.dirname, '../../node_modules')

/** Real programs on small projects: what the model sees of a change. */
describe('lintChange', () => {
  let temp: TempDir
  let provider: SandboxProvider
  beforeAll(async () => {
    temp = await createTempDir('capuchin-lint-')
    provider = createLocalProvider({ stateDir: join(temp.path, 'state'), hostEnv: process.env })
  })
  afterAll(async () => {
    await provider.dispose()
    await temp[Symbol.asyncDispose]()
  })

  interface Ran {
    readonly report: LintReport
    readonly shown: string
    /** Of the sandbox, after linting. */
    readonly diff: string
  }

  async function lint(
    name: string,
    project: Readonly<Record<string, string | Buffer>>,
    edits: Readonly<Record<string, string | Buffer | null>>,
    commands: readonly string[] = [],
  ): Promise<Ran> {
    const root = join(temp.path, name)
    for (const [path, text] of Object.entries(project)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
      if (path.endsWith('.sh')) chmodSync(join(root, path), 0o755)
    }
    if (project['tsconfig.json'] !== undefined) symlinkSync(modules, join(root, 'node_modules'))
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: root })
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'base')
    await using sandbox = await provider.open({ from: 'checkout', path: root }, { expose: [modules] })
    for (const [path, text] of Object.entries(edits))
      await (text === null ? sandbox.deleteFile(path) : sandbox.writeFile(path, text))
    await sandbox.exec('find . -name .git -prune -o -type f -exec touch -d 2001-01-01 {} +')
    using syntax = createSyntax()
    const bytesOf = (content: string | Buffer | null = null) =>
      content === null ? null : Buffer.from(content)
    const change = {
      before: new Map(Object.keys(edits).map((path) => [path, bytesOf(project[path])])),
      after: new Map(Object.entries(edits).map(([path, content]) => [path, bytesOf(content)])),
    }
    const before = await sandbox.diff()
    const report = await lintChange(change, {
      sandbox,
      syntax,
      linters: chooseLinters(commands),
    })
    expect(await sandbox.diff()).toBe(before)
    const held = Object.entries(project).map(([path, content]) => [path, Buffer.from(content)] as const)
    const texts = textsOf(new Map([...held, ...change.after]))
    const shown = await showProblems(report.problems, texts, { syntax, most: 20 })
    return { report, shown, diff: before }
  }

  it('finds what Python does not compile, which its grammar takes, and not what was there', async () => {
    const old = 'class Cart:\n    def total(self):\n        return 1\n\n\nbreak\n'
    const { report, shown } = await lint(
      'python',
      { 'cart.py': old, 'other.py': 'return\n' },
      { 'cart.py': old.replace('        return 1\n', '        return 1\n\n    yield self\n') },
    )
    expect(report).toMatchObject({ broken: [], rewritten: [] })
    expect(report.ran).toContain('python')
    expect(shown).toMatchInlineSnapshot(`
      "cart.py
      - line 5: 'yield' outside function (python syntax)

      1 │ class Cart:
      2 │     def total(self):
      3 │         return 1
      4 │ 
      5 █     yield self
      6 │ 
      7 │ 
      8 │ break"
    `)
  })

  it('tells a fault once that grammar and compiler see, and what the grammar sees elsewhere', async () => {
    const { report } = await lint(
      'once',
      { 'shop.py': '' },
      {
        'shop.py':
          'def total(prices):\n    price = 1 +\n    return sum(prices)\n\n\ndef tax():\n    return [1\n',
      },
    )
    expect(report.problems.map(({ line, linter, message }) => [line, linter, message])).toEqual([
      [2, 'python', 'invalid syntax'],
      [7, 'syntax', 'unexpected "return [1"'],
    ])
  })

  it("finds by the project's own compiler what an edit breaks in another file", async () => {
    const { report, shown } = await lint(
      'typescript',
      {
        'tsconfig.json':
          '{"compilerOptions": {"strict": true, "types": [], "noEmit": true}, "include": ["src"]}',
        'src/price.ts': 'export function price(of: string): number {\n  return of.length\n}\n',
        'src/shop.ts':
          "import { price } from './price'\n\nexport class Shop {\n  total(): number {\n    return price('pear') + 1\n  }\n}\n\nexport const old: number = 'wrong'\n",
      },
      { 'src/price.ts': 'export function price(of: string): string {\n  return of\n}\n' },
    )
    expect(report.ran).toEqual(['syntax', 'tsc'])
    expect(report.problems.map(({ path, line, rule }) => [path, line, rule])).toEqual([
      ['src/shop.ts', 5, 'TS2322'],
    ])
    expect(shown).toMatchInlineSnapshot(`
      "src/shop.ts
      - line 5: Type 'string' is not assignable to type 'number'. (tsc TS2322)

        ⋮
      2 │ 
      3 │ export class Shop {
      4 │   total(): number {
      5 █     return price('pear') + 1
      6 │   }
      7 │ }
      8 │ "
    `)
  })

  it('blames a new file for nothing that the project had, and a deleted one for those that need it', async () => {
    const project = {
      'tsconfig.json':
        '{"compilerOptions": {"strict": true, "types": [], "noEmit": true}, "include": ["src"]}',
      'src/price.ts': "export const price: number = 'wrong'\n",
      'src/shop.ts': "import { price } from './price'\n\nexport const twice = price * 2\n",
    }
    const fresh = await lint('typescript-new', project, { 'src/new.ts': 'export const one = 1\n' })
    expect(fresh.report).toMatchObject({ problems: [], ran: ['syntax', 'tsc'] })
    const { report } = await lint('typescript-gone', project, { 'src/price.ts': null })
    expect(report.problems).toMatchObject([{ path: 'src/shop.ts', line: 1, rule: 'TS2307' }])
  })

  it('asks a command of the user, keeps what it writes apart, and tells when it breaks', async () => {
    const tidy = '#!/bin/sh\nsed -i "s/  */ /g" "$1"\ngrep -n TODO "$1" | sed "s|^|$1:|" && exit 1\nexit 0\n'
    const { report, shown } = await lint(
      'shell',
      { 'tidy.sh': tidy, 'run.sh': 'f() {\n  echo  one\n}\n' },
      { 'run.sh': 'f() {\n  echo  one\n  # TODO two\n  echo  "two\n}\n' },
      ['bash: ./tidy.sh', 'bash: ./none.sh'],
    )
    expect(report.rewritten).toEqual([{ path: 'run.sh', linter: './tidy.sh' }])
    expect(report.broken).toEqual([
      { linter: './none.sh', said: expect.stringMatching(/^[\w/]*sh: .*none\.sh.*\n?.*$/) },
    ])
    expect(shown).toMatchInlineSnapshot(`
      "run.sh
      - line 1: unexpected "() {" (syntax)
      - line 3: # TODO two (./tidy.sh)

      1 █ f() {
      2 │   echo  one
      3 █   # TODO two
      4 │   echo  "two
      5 │ }"
    `)
  })

  it('shows linters and grammars each byte of a file that is no UTF-8', async () => {
    const latin1 = (text: string) => Buffer.from(`# coding: latin-1\n${text}`, 'latin1')
    const { report } = await lint(
      'latin1',
      { 'a.py': latin1('café = 1\n') },
      { 'a.py': latin1('café = 1\nthé = 2\n'), 'b.py': latin1('été = 3\n') },
    )
    expect(report).toMatchObject({ problems: [], broken: [], rewritten: [] })
    expect(report.ran).toContain('python')
  })

  it('writes nothing into a copy that holds the change already', async () => {
    const edits = { 'was.py': 'a = 2\n', 'new.py': 'b = 1\n' }
    const { report } = await lint('untouched', { 'was.py': 'a = 1\n' }, edits, [
      'python: f() { test -z "$(find "$1" -newermt 2002-01-01)"; }; f',
    ])
    expect(report.problems).toEqual([])
  })

  it('says nothing of a deleted file, of languages that it does not know, and of a clean edit', async () => {
    const { report } = await lint(
      'clean',
      { 'a.py': 'a = 1\n', 'notes.txt': 'x\n', 'gone.py': 'return\n' },
      { 'a.py': 'a = 2\n', 'notes.txt': '(((\n', 'gone.py': null, 'new.py': 'b = 3\n' },
    )
    expect(report).toMatchObject({ problems: [], broken: [], rewritten: [] })
  })
})
