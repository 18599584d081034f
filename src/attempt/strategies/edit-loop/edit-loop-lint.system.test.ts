import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toProblem } from '../../../domain/index.ts'
import { chooseLinters } from '../../../lint/index.ts'
import { createScriptedModel } from '../../../llm/index.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import type { TestCommand } from '../../../test-runner/index.ts'
import { createEditLoop } from '../../index.ts'
import { bareTools } from '../../bare-tools.contract.ts'

const sandboxes = useLocalSandboxes()
const modules = join(import.meta.dirname, '../../../../node_modules')

interface Conversation {
  readonly files: Readonly<Record<string, string>>
  readonly replies: readonly string[]
  readonly testCommand: TestCommand
}

/** What the model gets to read after its replies, without the output of the tests. */
async function complaints({ files, replies, testCommand }: Conversation): Promise<string> {
  const path = sandboxes.makeProject({ '.gitignore': 'node_modules\n', ...files })
  if (files['tsconfig.json'] !== undefined) await symlink(modules, join(path, 'node_modules'))
  await using sandbox = await sandboxes.open(path, { expose: [modules] })
  const attempt = createEditLoop({ linters: chooseLinters([]), insistOnEdits: false }).run(
    toProblem({ instanceId: 'i', repo: 'r', baseCommit: 'c', problemStatement: 'mend it' }),
    await bareTools(sandbox, { testCommand, model: createScriptedModel([...replies, 'That is all.']) }),
    { signal: undefined },
  )
  const texts: string[] = []
  for (;;) {
    const next = await attempt.next()
    if (next.done) return texts.join('\n=====\n')
    if (next.value.type === 'reflection')
      texts.push(next.value.text.replace(/Output of the tests:[^]*$/, 'Output of the tests: …'))
  }
}

function block(path: string, search: string, replace: string): string {
  return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`
}

it('tells a model of Python what it broke, first in the text and then in the tests', async () => {
  const tests =
    'import unittest\nimport shop\n\n\nclass T(unittest.TestCase):\n    def test_total(self):\n        self.assertEqual(shop.total([1, 2]), 3)\n\n    def test_old(self):\n        self.fail()\n'
  const shown = await complaints({
    files: {
      'shop.py': 'def total(prices):\n    return sum(prices)\n',
      'old.py': 'return 1\n\n\ndef name():\n    return "old"\n',
      'test_shop.py': tests,
    },
    replies: [
      block('shop.py', '    return sum(prices)\n', '    return await sum(prices)\n') +
        block('old.py', '    return "old"\n', '    return "new" +\n'),
      block('shop.py', '    return await sum(prices)\n', '    return sum(prices) + 1\n') +
        block('old.py', '    return "new" +\n', '    return "new"\n'),
    ],
    testCommand: {
      framework: 'unittest',
      command: 'python3 -m unittest -v test_shop',
      cwd: '',
      foundIn: 'test',
    },
  })
  expect(shown).toMatchInlineSnapshot(`
    "Your edits brought in what is listed here; complaints that were there before are left out. The lines that are meant are marked with █.

    old.py
    - line 5: invalid syntax (python syntax)

      ⋮
    2 │ 
    3 │ 
    4 │ def name():
    5 █     return "new" +

    shop.py
    - line 2: 'await' outside async function (python syntax)

    1 │ def total(prices):
    2 █     return await sum(prices)

    Correct this where it is right, with further edits.
    =====
    Your edits were applied. What was run then says: breaks 1 test that did not fail before.

    Tests that passed before and no longer do:
    - test_shop.T.test_total

    Output of the tests: …"
  `)
})

it('tells a model of TypeScript what its edit breaks elsewhere, and of the tests', async () => {
  const shown = await complaints({
    files: {
      'tsconfig.json':
        '{"compilerOptions": {"strict": true, "types": [], "noEmit": true, "allowImportingTsExtensions": true, "module": "nodenext"}, "include": ["src"]}',
      'package.json': '{"type": "module"}',
      'src/price.ts':
        "export function price(of: string): number {\n  return of.length\n}\n\nexport const old: number = 'wrong'\n",
      'src/shop.ts':
        "import { price } from './price.ts'\n\nexport function total(): number {\n  return price('pear') + 1\n}\n",
      'shop.test.mjs':
        "import test from 'node:test'\nimport assert from 'node:assert'\nimport { total } from './src/shop.ts'\n\ntest('total', () => assert.equal(total(), 5))\ntest('old', () => assert.fail())\n",
    },
    replies: [
      block(
        'src/price.ts',
        'export function price(of: string): number {\n  return of.length\n',
        'export function price(of: string): string {\n  return of\n',
      ),
      block(
        'src/price.ts',
        'export function price(of: string): string {\n  return of\n',
        'export function price(of: string): number {\n  return of.length + 1\n',
      ),
    ],
    testCommand: {
      framework: 'node-test',
      command: 'node --import ./node_modules/tsx/dist/esm/index.mjs --test shop.test.mjs',
      cwd: '',
      foundIn: 'test',
    },
  })
  expect(shown).toMatchInlineSnapshot(`
    "Your edits brought in what is listed here; complaints that were there before are left out. The lines that are meant are marked with █.

    src/shop.ts
    - line 4: Type 'string' is not assignable to type 'number'. (tsc TS2322)

    1 │ import { price } from './price.ts'
    2 │ 
    3 │ export function total(): number {
    4 █   return price('pear') + 1
    5 │ }

    Correct this where it is right, with further edits.
    =====
    Your edits were applied. What was run then says: breaks 1 test that did not fail before.

    Tests that passed before and no longer do:
    - shop.test.mjs > total

    Output of the tests: …"
  `)
})
