import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createFakeFineTuningEndpoint,
  type FakeFineTuningEndpoint,
  type FakeFineTuningScript,
} from '../../llm/index.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { fineTune, type FineTuneRequest } from './fine-tune.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('capuchin-fine-tune-')
  await writeFile(join(temp.path, 'train.jsonl'), '{"messages":[]}\n')
})
afterEach(() => temp[Symbol.asyncDispose]())

const asked = (): FineTuneRequest => ({
  rows: temp.path,
  baseModel: 'base',
  suffix: 'own',
  epochs: 2,
  seed: 7,
  pollMs: 1,
})
const said: string[] = []
async function run(
  endpoint: FakeFineTuningEndpoint,
  change: Partial<FineTuneRequest> = {},
  signal = new AbortController().signal,
) {
  said.length = 0
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: endpoint.url }
  return fineTune({ ...asked(), ...change }, { env, signal, onProgress: (text) => said.push(text) })
}
const open = (script: FakeFineTuningScript) => createFakeFineTuningEndpoint(script)

it('uploads rows, begins a training and waits for its model', async () => {
  await using endpoint = await open({ states: ['queued', 'running', 'running', 'succeeded'] })
  expect(await run(endpoint)).toEqual({
    model: 'openai/ft:base:own',
    training: 'ftjob-1',
    trainedTokens: 1200,
  })
  expect(said).toEqual(['rows uploaded: file-1', 'training: ftjob-1', 'queued', 'running'])
  expect(JSON.parse(endpoint.jobs[0] ?? '')).toEqual({
    model: 'base',
    training_file: 'file-1',
    suffix: 'own',
    seed: 7,
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } },
  })
  expect(endpoint.uploads[0]).toContain('name="purpose"\r\n\r\nfine-tune\r\n')
  expect(endpoint.uploads[0]).toContain('{"messages":[]}\n')
})

it('goes on with what was begun, and begins anew for other settings', async () => {
  await using endpoint = await open({ states: ['running', 'succeeded'] })
  const stop = new AbortController()
  const first = run(endpoint, { pollMs: 60_000 }, stop.signal)
  await expect.poll(() => said).toContain('running')
  stop.abort(new Error('stopped here'))
  await expect(first).rejects.toThrow('stopped here')
  await run(endpoint)
  expect(endpoint.calls.filter((call) => call.startsWith('POST'))).toEqual([
    'POST /files',
    'POST /fine_tuning/jobs',
  ])
  await run(endpoint, { epochs: null })
  expect(endpoint.jobs).toHaveLength(2)
})

it('looks again where a look fails in passing, and tells what a training failed of', async () => {
  await using endpoint = await open({ states: ['failed'], statusOf: (call) => (call === 2 ? 503 : 200) })
  await expect(run(endpoint)).rejects.toMatchObject({
    code: 'fine-tune/failed',
    message: 'training ftjob-1 ended as failed: planned',
  })
  expect(said.at(-1)).toContain('looking again')
  await expect(run(endpoint)).rejects.toMatchObject({ code: 'fine-tune/failed' })
  expect(endpoint.uploads).toHaveLength(1)
  expect(endpoint.jobs).toHaveLength(2)
})

it('is refused by a key that is none, and without rows', async () => {
  await using endpoint = await open({ states: ['running'], statusOf: () => 401 })
  await expect(run(endpoint)).rejects.toMatchObject({ code: 'llm/auth' })
  await expect(run(endpoint, { rows: join(temp.path, 'none') })).rejects.toMatchObject({
    code: 'fine-tune/no-rows',
  })
  const keyless = { env: {}, signal: new AbortController().signal, onProgress: () => undefined }
  await expect(fineTune(asked(), keyless)).rejects.toThrow('without a key')
})
