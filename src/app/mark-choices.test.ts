import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore, type Store } from '../store/index.ts'
import { markByFile, markRun } from './mark-choices.ts'
import { pastChoices } from './select/conclude-choice.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mark-'))
  store = await openStore(join(folder, '.capuchin'))
  for (const id of ['r1', 'r2', 'r3']) await store.createRun({ id, title: id, root: folder, input: {} })
  for (const id of ['r1', 'r2'])
    await store.choices.save({ runId: id, instanceId: id, selector: 's', said: 0.7, patchId: `of ${id}` })
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

it('makes a marked run one that later choices are set against', async () => {
  expect(await pastChoices(store)).toEqual([])
  expect(await markRun(store, { run: 'r1', right: false })).toEqual({ runId: 'r1' })
  expect(await pastChoices(store)).toEqual([{ selector: 's', said: 0.7, right: false }])
  await markRun(store, { run: 'r1', right: null })
  expect(await pastChoices(store)).toEqual([])
})

it('says which runs can be marked', async () => {
  await expect(markRun(store, { run: 'r3', right: true })).rejects.toMatchObject({ code: 'mark/no-choice' })
})

it('marks what a file of verdicts knows, by patch', async () => {
  const file = join(folder, 'verdicts.jsonl')
  const lines = [
    { runId: 'r1', patchId: 'of r1', resolved: true },
    { runId: 'r2', patchId: 'another', resolved: true },
  ]
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(await markByFile(store, file)).toEqual({ right: 1, wrong: 0, unknown: 1 })
  expect(await pastChoices(store)).toEqual([{ selector: 's', said: 0.7, right: true }])
})
