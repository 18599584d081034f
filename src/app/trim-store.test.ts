import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTempDir } from '../std/index.ts'
import { openStore } from '../store/index.ts'
import { trimStore } from './trim-store.ts'

it('lets the oldest ended runs go, and a rollout only as a whole and when it has ended', async () => {
  await using temp = await createTempDir('capuchin-trim-')
  await using store = await openStore(join(temp.path, '.capuchin'))
  const begin = async (id: string, ends: boolean): Promise<void> => {
    await store.createRun({ id, title: id, root: '/repo', input: { id } })
    if (ends) await store.endRun(id, { status: 'done', result: null })
  }
  await begin('open', false)
  await begin('open/one', true)
  await begin('ended', true)
  await begin('ended/one', true)
  await begin('alone', true)
  expect(await trimStore(store, 1_000)).toEqual([])
  expect((await trimStore(store, 0)).toSorted()).toEqual(['alone', 'ended', 'ended/one'])
  expect((await store.listRuns()).map(({ id }) => id).toSorted()).toEqual(['open', 'open/one'])
})
