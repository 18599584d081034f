import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { openTestEngine, type TestEngine } from '../../scripts/test-engine.ts'
import { sandboxContract } from '../../src/sandbox/sandbox.contract.ts'
import { createDockerProvider, type SandboxProvider } from '../../src/sandbox/index.ts'
import { makeCheckout } from '../../src/sandbox/contract/fixture.contract.ts'
import { createTempDir } from '../../src/std/index.ts'

let engine: TestEngine | { readonly skip: string }

beforeAll(async () => {
  engine = await openTestEngine()
})
afterAll(async () => {
  if ('docker' in engine) await engine[Symbol.asyncDispose]()
})

sandboxContract({
  name: 'docker',
  create: () => {
    if ('skip' in engine) return Promise.resolve(engine)
    const { image, socketPath } = engine
    return Promise.resolve(createDockerProvider({ image, ...(socketPath === null ? {} : { socketPath }) }))
  },
  exceptions: {
    'holds the disk limit everywhere': 'storage drivers cannot size a layer; single files are limited',
  },
})

test('an image that holds the checkout is opened, edited, forked and left as it was', async (context) => {
  const { docker, image } = engineOf(context)
  await using temp = await createTempDir('capuchin-image-')
  const checkout = join(realpathSync(temp.path), 'checkout')
  makeCheckout(checkout)
  await using provider = providerOf(context, image)
  await using builder = await provider.open({ from: 'checkout', path: checkout })
  const { location, id } = await builder.checkpoint()
  await docker.getImage(location).tag({ repo: 'capuchin-test-project', tag: id })
  const project = `capuchin-test-project:${id}`
  try {
    await using sandbox = await provider.open(
      { from: 'image', image: project, root: checkout },
      { hide: ['lib'] },
    )
    expect(await sandbox.diff()).toBe('')
    await sandbox.exec('echo three >> src/main.txt; rm run.sh; echo n > new; echo x > x.log')
    const files = ['a/new b/new', 'a/run.sh b/run.sh', 'a/src/main.txt b/src/main.txt']
    const named = files.map((names) => `diff --git ${names}`)
    expect((await sandbox.diff()).match(/^diff --git .*$/gm)).toEqual(named)
    await using fork = await sandbox.fork()
    await fork.exec('echo m > more')
    expect((await fork.diff()).match(/^diff --git .*$/gm)).toEqual(['diff --git a/more b/more', ...named])
    expect((await fork.exec('ls lib')).stdout).toBe('')
    await sandbox.assertBaseUnchanged()
  } finally {
    await docker.getImage(project).remove({ force: true })
    await docker.getImage(location).remove({ force: true })
  }
})

test('without an image, the error says how to name one', async (context) => {
  await using temp = await createTempDir('capuchin-image-')
  await using provider = providerOf(context, undefined)
  await expect(provider.open({ from: 'checkout', path: temp.path })).rejects.toMatchObject({
    code: 'sandbox/no-image',
    hint: expect.stringContaining('--image NAME'),
  })
})

test('containers and forks of a program that was killed are removed at the next start', async (context) => {
  const { docker, image } = engineOf(context)
  await using temp = await createTempDir('capuchin-killed-')
  mkdirSync(join(temp.path, 'checkout'))
  writeFileSync(join(temp.path, 'checkout', 'a'), 'a')
  await using first = providerOf(context, image)
  await using mine = await first.open({ from: 'checkout', path: join(temp.path, 'checkout') })
  const label = 'dev.capuchin.sandbox'
  const listed = await docker.listContainers({ filters: { label: [label] } })
  const owner: unknown = JSON.parse(listed[0]?.Labels[label] ?? '')
  const labelled = (changes: object) =>
    docker.createContainer({
      Image: image,
      Cmd: ['bash'],
      Labels: { [label]: JSON.stringify({ ...Object(owner), ...changes }) },
    })
  const dead = await labelled({ startTime: '1' })
  const elsewhere = await labelled({ startTime: '1', host: 'another-machine' })
  // As a program leaves it that is killed between taking a fork and opening it; what was checkpointed stays.
  await dead.commit({ repo: 'capuchin-fork', tag: 'dead' })
  await dead.commit({ repo: 'capuchin-snapshot', tag: 'dead' })
  try {
    await using next = providerOf(context, image)
    await next.describe()
    await expect(docker.getImage('capuchin-fork:dead').inspect()).rejects.toMatchObject({ statusCode: 404 })
    await docker.getImage('capuchin-snapshot:dead').remove({ force: true })
    await expect(dead.inspect()).rejects.toMatchObject({ statusCode: 404 })
    expect((await elsewhere.inspect()).Id).toBe(elsewhere.id)
    expect((await mine.exec('cat a')).stdout).toBe('a')
  } finally {
    await elsewhere.remove({ force: true })
  }
})

function engineOf(context: TestContext): TestEngine {
  return 'skip' in engine ? context.skip(engine.skip) : engine
}

function providerOf(context: TestContext, image: string | undefined): SandboxProvider {
  const { socketPath } = engineOf(context)
  return createDockerProvider({
    ...(image === undefined ? {} : { image }),
    ...(socketPath === null ? {} : { socketPath }),
  })
}
