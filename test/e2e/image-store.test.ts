import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { openOwnTestEngine, type TestEngine } from '../../scripts/test-engine.ts'
import { createPulledImages } from '../../src/evaluation/index.ts'
import { faultInstance } from '../../src/evaluation/run/faults.contract.ts'
import { createImageStore, type ImageStore } from '../../src/sandbox/index.ts'
import { openImageRegistry, type ImageRegistry, type RegistryMood } from './image-registry.ts'

let engine: TestEngine | { readonly skip: string }
let registry: ImageRegistry

beforeAll(async () => {
  registry = await openImageRegistry()
  // Of our own: the registry is one of this machine, and disk use is counted.
  engine = await openOwnTestEngine()
})
afterAll(async () => {
  if ('docker' in engine) await engine[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

test('an image is pulled once, known by its digest, and marked', async (context) => {
  const { store } = opened(context)
  const name = registry.image('some/one')
  registry.expect('well')
  expect(await store.find(name)).toBeNull()
  const image = await store.pull(name)
  expect(image.id).toMatch(/^sha256:/)
  expect(image.bytes).toBeGreaterThan(400_000)
  expect(await store.find(`${name}:latest`)).toEqual(image)
  expect(await store.pull(name)).toEqual(image)
  expect(registry.pulls()).toBe(1)
  const [pulled] = await store.listPulled()
  expect(pulled).toMatchObject({ id: image.id, names: [`${name}:latest`] })
  expect((await store.disk()).freeBytes).toBeGreaterThan(0)
  expect(pulled && (await store.removePulled(pulled))).toBe(true)
  expect(await store.find(name)).toBeNull()
  expect(await store.listPulled()).toEqual([])
})

test('what may pass is tried again', async (context) => {
  const { store } = opened(context)
  const codes: string[] = []
  registry.expect('rate-limited', 'rate-limited', 'well')
  const name = registry.image('some/limited')
  await store.pull(name, { retryDelaysMs: [1, 1, 1], onRetry: ({ code }) => codes.push(code) })
  expect(codes).toEqual(['sandbox/image-rate-limited', 'sandbox/image-rate-limited'])
})

test.for<readonly [RegistryMood, string, number]>([
  ['rate-limited', 'sandbox/image-rate-limited', 2],
  ['unknown', 'sandbox/no-image', 1],
  ['denied', 'sandbox/image-denied', 1],
])('a registry that is %s', async ([mood, code, tries], context) => {
  registry.expect(mood)
  const { store } = opened(context)
  await expect(store.pull(registry.image(`some/${mood}`), { retryDelaysMs: [1] })).rejects.toMatchObject({
    code,
    hint: expect.stringMatching(/\w/),
  })
  expect(registry.pulls()).toBe(tries)
})

test('pulling ends when it is cancelled', async (context) => {
  const { store } = opened(context)
  registry.expect('rate-limited')
  const stop = new AbortController()
  const pulling = store.pull(registry.image('some/cancelled'), {
    retryDelaysMs: [60_000],
    onRetry: () => stop.abort(),
    signal: stop.signal,
  })
  await expect(pulling).rejects.toMatchObject({ code: 'std/cancelled' })
})

test('beyond the budget the longest unused goes, and nothing that was there, is named or is in use', async (context) => {
  const { store, docker, image: testImage } = opened(context)
  registry.expect('well')
  const names = ['a', 'b', 'c', 'd'].map((letter) => registry.image(`budget/${letter}`))
  const [there = '', named = '', used = '', free = ''] = names
  // One that somebody else pulled, one that got a second name, and one that a container stands on.
  await new Promise<void>((resolve, reject) => {
    docker.pull(`${there}:latest`, {}, (error, stream) => {
      if (!stream) {
        reject(error ?? new Error('no answer'))
        return
      }
      docker.modem.followProgress(stream, (failure) => (failure ? reject(failure) : resolve()))
    })
  })
  await store.pull(named)
  await docker.getImage(named).tag({ repo: 'mine', tag: 'own' })
  await store.pull(used)
  const container = await docker.createContainer({ Image: used, Cmd: ['none'] })
  const notes: string[] = []
  const hold = createPulledImages({ images: store, budgetBytes: 1, onProgress: (text) => notes.push(text) })
  const held = await hold(faultInstance('o__r-1', free), {})
  const twice = await hold(faultInstance('o__r-2', free), {})
  await held.letGo()
  expect(await store.find(free)).not.toBeNull()
  await twice.letGo()
  expect(await store.find(free)).toBeNull()
  for (const name of [there, named, used, testImage]) expect(await store.find(name)).not.toBeNull()
  expect(notes.some((note) => note.includes('o__r-1: pulled in'))).toBe(true)
  await container.remove({ force: true })
  await (await hold(faultInstance('o__r-3', there), {})).letGo()
  expect(await store.find(used)).toBeNull()
  expect(await store.find(there)).not.toBeNull()
})

function opened(context: TestContext): TestEngine & { readonly store: ImageStore } {
  if ('skip' in engine) return context.skip(engine.skip)
  return { ...engine, store: storeOf(engine) }
}

function storeOf({ socketPath }: TestEngine): ImageStore {
  return createImageStore(socketPath === null ? {} : { socketPath })
}
