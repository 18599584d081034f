import { afterAll, beforeAll } from 'vitest'
import { openTestEngine, type TestEngine } from '../../scripts/test-engine.ts'
import { sandboxContract } from '../../src/sandbox/sandbox.contract.ts'
import { createDockerProvider } from '../../src/sandbox/index.ts'

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
    'can freeze the base': 'the container holds a copy; the diff is against the checkout itself',
    'holds the disk limit everywhere': 'storage drivers cannot size a layer; single files are limited',
  },
})
