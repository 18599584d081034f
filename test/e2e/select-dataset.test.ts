import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { needsSandbox, useDesk } from './command-line.ts'
import { makeRepository } from './sample-repositories.ts'

const source = 'def double(n):\n    return n * 3\n'
const patchTo = (line: string): string =>
  `diff --git a/maths.py b/maths.py\n--- a/maths.py\n+++ b/maths.py\n@@ -1,2 +1,2 @@\n def double(n):\n-    return n * 3\n+    ${line}\n`
/** Stands in everything that only a grader may know. */
const secret = 'canary_of_the_hidden_side'

describe('capuchin select --dataset', () => {
  const desk = useDesk(needsSandbox)

  function lay(): readonly string[] {
    const clones = join(desk.path, 'clones')
    mkdirSync(clones)
    const project = makeRepository(join(desk.path, 'project'), {
      'maths.py': source,
      'setup.py': 'from setuptools import setup\nsetup(name="maths", py_modules=["maths"])\n',
      'tests/test_maths.py': 'from maths import double\n\n\ndef test_nothing():\n    assert double(0) == 0\n',
    })
    git(desk.path, 'clone', '-q', '--bare', project, join(clones, 'psf__requests.git'))
    const row = {
      instance_id: 'psf__requests-1',
      repo: 'psf/requests',
      base_commit: git(project, 'rev-parse', 'HEAD').trim(),
      problem_statement: 'double(2) gives 6',
      version: '2.31',
      environment_setup_commit: git(project, 'rev-parse', 'HEAD').trim(),
      patch: `${patchTo('return n * 2')}# ${secret}\n`,
      test_patch: `diff --git a/tests/test_${secret}.py b/tests/test_${secret}.py\nnew file mode 100644\n--- /dev/null\n+++ b/tests/test_${secret}.py\n@@ -0,0 +1 @@\n+assert ${secret}\n`,
      hints_text: secret,
      created_at: '',
      FAIL_TO_PASS: JSON.stringify([secret]),
      PASS_TO_PASS: '[]',
    }
    writeFileSync(join(desk.path, 'dataset.jsonl'), `${JSON.stringify(row)}\n`)
    for (const [system, line] of [
      ['one', 'return n * 2  # as long as it takes to be the longest'],
      ['two', 'return n + n'],
      ['three', 'return n ** 2'],
    ] as const)
      writeFileSync(
        join(desk.path, `${system}.jsonl`),
        `${JSON.stringify({ instance_id: row.instance_id, model_name_or_path: system, model_patch: patchTo(line) })}\n`,
      )
    return ['--dataset', 'dataset.jsonl', '--predictions', 'one.jsonl', 'two.jsonl', 'three.jsonl']
  }

  it('chooses one prediction an instance, and nothing of the hidden side is in what it saw or wrote', async () => {
    const given = lay()
    const recipe = 'recipe: { python: "3.11", requirements: [], preInstall: [], install: [] }'
    writeFileSync(
      join(desk.path, 'overrides.yaml'),
      `- repo: psf/requests\n  note: nothing is installed\n  ${recipe}\n`,
    )
    const places = ['--sandbox', 'local', '--repositories', 'clones', '--environments', 'environments']
    const rest = ['--environment-overrides', 'overrides.yaml', '--out', 'selected.jsonl', '--json']
    const end = await desk.run(['select', ...given, ...places, ...rest, '--select', 'test-voting'], {
      cwd: desk.path,
    })
    expect(end).toMatchObject({ exitCode: 0 })
    // Without a vote the shortest is chosen, as the paper has it for other systems' patches.
    const [line = ''] = readFileSync(join(desk.path, 'selected.jsonl'), 'utf8').split('\n')
    expect(JSON.parse(line)).toMatchObject({
      instance_id: 'psf__requests-1',
      model_name_or_path: 'capuchin-test-voting',
      model_patch: expect.stringContaining('n + n') as string,
    })
    expect(`${end.stdout}${end.stderr}${line}`).not.toContain(secret)
    const database = readFileSync(join(desk.path, '.capuchin/capuchin.db'))
    expect(database.includes(secret)).toBe(false)
  })

  it('says what is missing', async () => {
    const end = await desk.run(['select', '--dataset', 'x.jsonl'], { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--predictions') as string })
  })
})
