import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Message } from '../domain/index.ts'
import { createTempDir, type TempDir } from '../std/index.ts'
import { openStore, type Store } from './index.ts'

let temp: TempDir
let store: Store
beforeEach(async () => {
  temp = await createTempDir('requests-')
  store = await openStore(temp.path)
  await store.createRun({ id: 'r', title: '', root: '/', input: null })
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await temp[Symbol.asyncDispose]()
})

const user = (text: string): Message => ({ role: 'user', text })
const settings = { sampling: { temperature: 0 }, tools: [] }
const open = () =>
  store.openRequestLog({ runId: 'r', attempt: 0, redact: (text) => text.replaceAll('sesame', '[redacted]') })
const load = () => store.loadRequests({ runId: 'r', attempt: 0 })

describe('the log of requests', () => {
  it('gives back whole requests, whatever they share with the ones before', async () => {
    const log = open()
    const requests: readonly (readonly [string, readonly Message[]])[] = [
      ['k1', [user('a'), user('b')]],
      ['k2', [user('a'), user('b'), user('c'), user('open sesame')]],
      ['k3', [user('a'), user('x')]],
      ['k4', [user('a')]],
      ['k5', []],
      ['k6', [user('a'), user('x'), user('y'.repeat(40_000))]],
    ]
    for (const [key, messages] of requests) await log.save({ key, messages, ...settings })
    const find = await load()
    for (const [key, messages] of requests.filter(([key]) => key !== 'k2'))
      expect(find(key)?.messages).toEqual(messages)
    expect(find('k2')?.messages.at(-1)).toEqual(user('open [redacted]'))
    expect(find('k2')).toMatchObject(settings)
    expect(find('none')).toBeNull()
  })

  it('goes on after a resume, and keeps the artifacts of its rows', async () => {
    const long = user('z'.repeat(40_000))
    await open().save({ key: 'k1', messages: [long], ...settings })
    const resumed = open()
    await resumed.save({ key: 'k1', messages: [long], ...settings })
    await resumed.save({ key: 'k2', messages: [long, user('b')], ...settings })
    await store.sweepArtifacts()
    expect((await load())('k2')?.messages).toEqual([long, user('b')])
  })
})
