import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { selectionReportSchema } from '../../src/domain/index.ts'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { createFakeEndpoint, type FakeEndpoint } from '../../src/llm/fake-endpoints.ts'
import { needsSandbox, useDesk } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { startFailingModel, textOf, turnOf } from './model-endpoint.ts'
import { makeRepository } from './sample-repositories.ts'

const source = 'def double(n):\n    return n * 3\n'
const patchTo = (line: string): string =>
  `diff --git a/maths.py b/maths.py\n--- a/maths.py\n+++ b/maths.py\n@@ -1,2 +1,2 @@\n def double(n):\n-    return n * 3\n+    ${line}\n`
const script = 'import sys\nfrom maths import double\nprint(double(3))\nsys.exit(0 if double(3) == 6 else 2)'

/** A model that writes a test of the issue when it is asked for one, else a script that tells patches apart, and then names the first patch on which it ended with 0. */
async function startJudge({ choiceDelayMs = 0 } = {}): Promise<FakeEndpoint> {
  return createFakeEndpoint('openai-chat', async (request) => {
    if (textOf(request).includes('You write small programs'))
      return {
        kind: 'text',
        text: turnOf(request) === 0 ? `<test>\n${script}\n</test>` : '<done></done>',
      }
    if (turnOf(request) === 0)
      return { kind: 'text', text: `Odd numbers tell.\n<test language="python">\n${script}\n</test>` }
    await new Promise((resolve) => setTimeout(resolve, choiceDelayMs))
    const passing = /On the code with patch (\w): exit code 0/.exec(textOf(request))?.[1]
    return { kind: 'text', text: `<choice>${passing ?? 'none'}</choice>` }
  })
}

const lineSchema = z.object({ report: selectionReportSchema })

/** What the one line of output says was chosen, and why. */
function selectionOf(stdout: string) {
  return lineSchema.parse(JSON.parse(stdout)).report.selection
}

function testsOf(stdout: string) {
  return lineSchema.parse(JSON.parse(stdout)).report.tests
}

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
      ['four', 'return n << 1'],
    ] as const)
      writeFileSync(
        join(desk.path, `${system}.jsonl`),
        `${JSON.stringify({ instance_id: row.instance_id, model_name_or_path: system, model_patch: patchTo(line) })}\n`,
      )
    const recipe = 'recipe: { python: "3.11", requirements: [], preInstall: [], install: [] }'
    writeFileSync(
      join(desk.path, 'overrides.yaml'),
      `- repo: psf/requests\n  note: nothing is installed\n  ${recipe}\n`,
    )
    const dataset = 'select --dataset dataset.jsonl --predictions one.jsonl two.jsonl three.jsonl four.jsonl'
    const places = '--sandbox local --repositories clones --environments environments'
    const rest = '--environment-overrides overrides.yaml --out selected.jsonl --json'
    return `${dataset} ${places} ${rest}`.split(' ')
  }

  /** Everything that is kept between two calls of the command. */
  function kept(): string {
    const folder = join(desk.path, '.capuchin')
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    return names
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'))
      .join('\n')
  }

  const chosenPatch = (): unknown =>
    JSON.parse(readFileSync(join(desk.path, 'selected.jsonl'), 'utf8').split('\n')[0] ?? '')

  it('chooses one prediction an instance, and nothing of the hidden side is in what it saw or wrote', async () => {
    const end = await desk.run([...lay(), '--select', 'test-voting'], { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 0 })
    // Without a vote the shortest is chosen, as the paper has it for other systems' patches.
    expect(chosenPatch()).toMatchObject({
      instance_id: 'psf__requests-1',
      model_name_or_path: 'capuchin-test-voting',
      model_patch: expect.stringContaining('n + n') as string,
    })
    expect(`${end.stdout}${end.stderr}${JSON.stringify(chosenPatch())}`).not.toContain(secret)
    expect(kept()).not.toContain(secret)
  })

  it('asks a model, which is shown nothing of the hidden side, once for all, or a recording', async () => {
    const asking = [...lay(), '--select', 'selector-machine']
    const judge = await startJudge()
    const model = ['--model', `scripted@${judge.url}`]
    const recording = join(desk.path, 'calls.jsonl')
    const end = await desk.run([...asking, ...model, '--record', recording], { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 0 })
    const chosen = chosenPatch()
    expect(chosen).toMatchObject({ model_name_or_path: 'capuchin-selector-machine' })
    expect(selectionOf(end.stdout)).toMatchObject({ decidedBy: 'model', inquiry: { ended: 'done' } })
    expect(judge.requests.map(turnOf)).toEqual([0, 1])
    for (const request of judge.requests) {
      expect(textOf(request)).toContain('double(2) gives 6')
      expect(textOf(request)).not.toContain(secret)
    }
    expect(`${end.stdout}${end.stderr}${readFileSync(recording, 'utf8')}${kept()}`).not.toContain(secret)
    expect(JSON.stringify(chosen)).not.toContain(secret)

    const again = await desk.run([...asking, ...model], { cwd: desk.path })
    expect(selectionOf(again.stdout)).toEqual(selectionOf(end.stdout))
    expect(judge.requests).toHaveLength(2)
    await judge[Symbol.asyncDispose]()

    // Another file to write to is another choice, of which nothing is recorded in the store.
    const replay = [...model, '--replay', recording, '--out', 'replayed.jsonl']
    const replayed = await desk.run([...asking, ...replay], { cwd: desk.path })
    expect(replayed).toMatchObject({ exitCode: 0 })
    expect(selectionOf(replayed.stdout)).toEqual(selectionOf(end.stdout))
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('chooses as the paper of CodeMonkeys does: the shortest, or what a model says of all of them', async () => {
    const given = [...lay(), '--flow', 'codemonkeys']
    const alone = await desk.run(given, { cwd: desk.path })
    expect(selectionOf(alone.stdout)).toMatchObject({ selector: 'test-voting', decidedBy: 'length' })
    expect(chosenPatch()).toMatchObject({ model_patch: expect.stringContaining('n + n') as string })
    await using judge = await startJudge()
    const asked = await desk.run([...given, '--model', `scripted@${judge.url}`], { cwd: desk.path })
    expect(asked).toMatchObject({ exitCode: 0 })
    const { selector, inquiry } = selectionOf(asked.stdout)
    expect({ selector, ended: inquiry?.ended }).toEqual({ selector: 'selector-machine', ended: 'done' })
    // By length, none left out.
    expect(inquiry?.candidates).toEqual([1, 2, 3, 0].map((patch, at) => ({ id: String(at), patch })))
  })

  it('has a model write tests of the issue, which sees nothing of the hidden side, once for all', async () => {
    const given = [...lay(), '--write-tests', '2', '--select', 'weighted-voting']
    await using judge = await startJudge()
    const args = [...given, '--model', `scripted@${judge.url}`]
    const end = await desk.run(args, { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 0 })
    expect(selectionOf(end.stdout)).toMatchObject({ selector: 'weighted-voting' })
    expect(testsOf(end.stdout)).toMatchObject([
      { origins: ['written 1', 'written 2'], onPatches: ['fixed', 'fixed', 'present', 'fixed'] },
    ])
    expect(judge.requests).toHaveLength(4)
    for (const request of judge.requests) expect(textOf(request)).not.toContain(secret)
    expect(`${end.stdout}${end.stderr}${kept()}`).not.toContain(secret)
    const again = await desk.run(args, { cwd: desk.path })
    expect(testsOf(again.stdout)).toEqual(testsOf(end.stdout))
    expect(judge.requests).toHaveLength(4)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('asks nothing twice after it was killed, and is gone on with by its own command only', async () => {
    const asking = [...lay(), '--select', 'selector-machine', '--model']
    await using judge = await startJudge({ choiceDelayMs: 3_000 })
    const args = [...asking, `scripted@${judge.url}`]
    const killed = desk.start(args, { cwd: desk.path })
    await killed.says('script 1: ')
    killed.kill('SIGKILL')
    await killed.end
    git(desk.path, 'init', '-q')
    expect(await desk.run(['resume', 'last'], { cwd: desk.path })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('same select --dataset command') as string,
    })
    expect(await desk.run(args, { cwd: desk.path })).toMatchObject({ exitCode: 0 })
    expect(judge.requests.filter((request) => turnOf(request) === 0)).toHaveLength(1)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('ends where a selector that asks a model was named and none can be asked; else votes decide', async () => {
    const given = lay()
    await using model = await startFailingModel([{ kind: 'status', status: 401 }])
    const asking = [...given, '--model', model.model]
    const named = await desk.run([...asking, '--select', 'model-choice'], { cwd: desk.path })
    expect(named.exitCode).toBe(7)
    const unnamed = await desk.run([...asking, '--select', 'auto'], { cwd: desk.path })
    expect(unnamed).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('so votes decide') as string,
    })
    expect(selectionOf(unnamed.stdout)).toMatchObject({ selector: 'weighted-voting' })
    const without = await desk.run([...given, '--select', 'tournament'], { cwd: desk.path })
    expect(without).toMatchObject({ exitCode: 3 })
  })

  it('says what is missing', async () => {
    const end = await desk.run(['select', '--dataset', 'x.jsonl'], { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--predictions') as string })
  })
})
