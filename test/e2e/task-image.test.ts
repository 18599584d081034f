import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEngine, type TestEngine } from '../../scripts/test-engine.ts'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { createDockerProvider } from '../../src/sandbox/index.ts'
import { createTempDir } from '../../src/std/index.ts'
import { openTaskSandbox } from '../../src/workspace/index.ts'

let engine: TestEngine | { readonly skip: string }

beforeAll(async () => {
  engine = await openTestEngine()
})
afterAll(async () => {
  if ('docker' in engine) await engine[Symbol.asyncDispose]()
})

/** Stands in everything that an image of the field may hold and nobody who works on it may see. */
const secret = 'CANARY_OF_THE_ANSWER'

/** A repository at its second commit of three. */
function makeHistory(path: string): string {
  mkdirSync(path)
  git(path, 'init', '-q', '-b', 'main')
  for (const text of ['one', 'two', secret]) {
    writeFileSync(join(path, 'app.py'), text)
    git(path, 'add', '-A')
    git(path, 'commit', '-qm', text)
  }
  git(path, 'tag', 'v3')
  git(path, 'reset', '-q', '--hard', 'HEAD~1')
  return git(path, 'rev-parse', 'HEAD').trim()
}

test('a task of an image with all its history is opened with one commit, and without what harnesses leave', async (context) => {
  if ('skip' in engine) return context.skip(engine.skip)
  const { docker, image, socketPath } = engine
  await using temp = await createTempDir('capuchin-image-')
  const checkout = join(realpathSync(temp.path), 'checkout')
  const base = makeHistory(checkout)
  await using provider = createDockerProvider({ image, ...(socketPath === null ? {} : { socketPath }) })
  await using builder = await provider.open({ from: 'checkout', path: checkout })
  const laid = await builder.exec(
    [
      `mkdir -p /srv /opt/miniconda3/bin /swe_util/eval_data /r2e_tests`,
      `cp -a ${checkout} /testbed`,
      `cp -a ${checkout}/.git /srv/again.git`,
      `echo 'conda() { :; }' > /opt/miniconda3/bin/activate`,
      `echo ${secret} | tee /eval.sh /swe_util/eval_data/i.json /r2e_tests/test_a.py`,
      `rm -rf ${checkout}/.git`,
    ].join(' && '),
  )
  expect(laid).toMatchObject({ exitCode: 0 })
  const { location } = await builder.checkpoint()
  try {
    await using sandbox = await openTaskSandbox(
      await provider.open({ from: 'image', image: location, root: '/testbed' }),
    )
    const said = async (command: string): Promise<string> => (await sandbox.exec(command)).stdout
    expect(await said('git rev-list --all --reflog; git tag; git stash list')).toBe(`${base}\n`)
    expect(await said('git cat-file --batch-all-objects --batch-check | grep -c commit')).toBe('1\n')
    const objects = 'git cat-file --batch-all-objects --batch --buffer'
    expect(
      await said(
        `${objects} | grep -c ${secret}; grep -rl ${secret} /testbed /srv /swe_util /r2e_tests /eval.sh`,
      ),
    ).toBe('0\n')
    expect(await said('ls /srv; cat app.py')).toBe('two')
    expect(await sandbox.diff()).toBe('')
  } finally {
    await docker.getImage(location).remove({ force: true })
  }
})
