import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JournalEntry } from '../domain/index.ts'
import { openDatabase } from '../db/index.ts'
import { ownerOf, sleep } from '../std/index.ts'
import { openStore, type JournalMoment, type Store } from './index.ts'
import { migrations, type StoreTables } from './schema.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
  store = await openStore(join(folder, '.capuchin'))
  await store.createRun({ id: 'r1', title: 'a title', root: '/repo', input: { issue: 'x' } })
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const question = (key: string, step = 0): JournalEntry<string> => ({
  kind: 'model',
  stage: 'edit',
  step,
  key,
  schema: z.string(),
  intendedCostUsd: 1,
  costUsdOf: () => 0.25,
})
const cuts: string[] = []
const journalOf = (attempt = 0) =>
  store.openJournal({
    runId: 'r1',
    instanceId: 'i',
    attempt,
    redact: (text) => text.replaceAll('sesame', '[redacted]'),
    onCut: ({ position }) => cuts.push(position),
  })

describe('the journal', () => {
  it('answers a resumed attempt from the record and runs only what is missing', async () => {
    const first = journalOf()
    await first.ask(question('a'), () => Promise.resolve('A'))
    await first.ask(question('b'), () => Promise.resolve('B'))
    const resumed = journalOf()
    const never = (): Promise<string> => Promise.reject(new Error('asked again'))
    expect(await resumed.ask(question('a'), never)).toEqual({ value: 'A', fromJournal: true })
    expect(await resumed.ask(question('b'), never)).toEqual({ value: 'B', fromJournal: true })
    expect(await resumed.ask(question('c'), () => Promise.resolve('C'))).toEqual({
      value: 'C',
      fromJournal: false,
    })
  })

  it('cuts the record where the question differs, and leaves other attempts alone', async () => {
    for (const attempt of [0, 1]) {
      const journal = journalOf(attempt)
      await journal.ask(question('a', 0), () => Promise.resolve('A'))
      await journal.ask(question('b', 1), () => Promise.resolve('B'))
      await journal.ask(question('c', 2), () => Promise.resolve('C'))
    }
    cuts.length = 0
    const changed = journalOf(0)
    expect((await changed.ask(question('a', 0), () => Promise.resolve('new'))).fromJournal).toBe(true)
    expect(await changed.ask(question('other', 1), () => Promise.resolve('new'))).toEqual({
      value: 'new',
      fromJournal: false,
    })
    expect((await changed.ask(question('c', 2), () => Promise.resolve('new'))).fromJournal).toBe(false)
    expect(cuts).toEqual(['edit/1/0'])
    expect((await journalOf(1).ask(question('a', 0), () => Promise.resolve('new'))).value).toBe('A')
  })

  it('tells when it was answered and since when it had been away, however often it is gone on with', async () => {
    let now = 100
    await using timed = await openStore(join(folder, 'timed'), { clock: { now: () => now } })
    await timed.createRun({ id: 'r1', title: '', root: '/repo', input: {} })
    const resumeAt = async (at: number) => {
      now = at
      const moments: JournalMoment[] = []
      const recordedSince = await timed.firstAskedAt({ runId: 'r1', attempt: 0 })
      const journal = timed.openJournal({
        runId: 'r1',
        instanceId: 'i',
        attempt: 0,
        redact: (text) => text,
        recordedSince,
        onMoment: (moment) => moments.push(moment),
      })
      const answer = (key: string) =>
        journal.ask(question(key), () => {
          now += 10
          return Promise.resolve(key)
        })
      return { recordedSince, moments, answer }
    }
    const first = await resumeAt(100)
    await first.answer('a')
    expect(first).toMatchObject({
      recordedSince: null,
      moments: [{ askedAt: 100, answeredAt: null, awayMs: 0 }],
    })
    const second = await resumeAt(1_000)
    for (const key of ['a', 'b', 'c']) await second.answer(key)
    expect(second).toMatchObject({
      recordedSince: 100,
      moments: [
        { askedAt: 100, answeredAt: 110, awayMs: 0 },
        { askedAt: 1_000, answeredAt: null, awayMs: 890 },
      ],
    })
    const third = await resumeAt(5_000)
    for (const key of ['a', 'b', 'other', 'c']) await third.answer(key)
    expect(third.moments).toEqual([
      { askedAt: 100, answeredAt: 110, awayMs: 0 },
      { askedAt: 1_000, answeredAt: 1_010, awayMs: 890 },
      { askedAt: 5_000, answeredAt: null, awayMs: 3_990 },
    ])
    const fourth = await resumeAt(9_000)
    await fourth.answer('new')
    expect(fourth.moments).toEqual([{ askedAt: 9_000, answeredAt: null, awayMs: 8_900 }])
  })

  it('keeps what was asked side by side when one of the questions differs', async () => {
    const ask = (key: string, step: number) => ({ ...question(key, step), independent: true })
    const steps = Array.from({ length: 20 }, (_, step) => step)
    const first = journalOf()
    await Promise.all(
      steps.map((step) => first.ask(ask(`q${step}`, step), () => sleep(20 - step).then(() => 'A'))),
    )
    cuts.length = 0
    const changed = journalOf()
    const answers = await Promise.all(
      steps.map((step) =>
        changed.ask(ask(step === 7 ? 'other' : `q${step}`, step), () => Promise.resolve('new')),
      ),
    )
    expect(answers.filter(({ fromJournal }) => !fromJournal)).toHaveLength(1)
    expect(cuts).toEqual(['edit/7/0'])
    const never = (): Promise<string> => Promise.reject(new Error('asked again'))
    const again = journalOf()
    expect((await again.ask(ask('other', 7), never)).value).toBe('new')
    expect((await again.ask(ask('q8', 8), never)).value).toBe('A')
  })

  it('counts a call without an answer as perhaps paid, at its most', async () => {
    const journal = journalOf()
    await journal.ask(question('a'), () => Promise.resolve('A'))
    await expect(journal.ask(question('b'), () => Promise.reject(new Error('crash')))).rejects.toThrow(
      'crash',
    )
    expect(await store.stageCosts('r1')).toMatchObject([{ stage: 'edit', usd: 1.25, calls: 1 }])
    const resumed = journalOf()
    await resumed.ask(question('a'), () => Promise.resolve('A'))
    expect((await resumed.ask(question('b'), () => Promise.resolve('B'))).value).toBe('B')
    expect(await store.stageCosts('r1')).toEqual([
      { stage: 'edit', usd: 0.5, calls: 2, setAsideUsd: 2, mostAsideUsd: 0.75 },
    ])
  })

  it('keeps long answers as artifacts, redacts secrets, and sweeps what no run needs', async () => {
    const long = `sesame ${'x'.repeat(50_000)}`
    await journalOf().ask(question('a'), () => Promise.resolve(long))
    const kept = await journalOf().ask(question('a'), () => Promise.resolve(''))
    expect(kept.value).toBe(long.replace('sesame', '[redacted]'))
    const artifacts = (): readonly string[] => readdirSync(join(folder, '.capuchin', 'artifacts'))
    await store.sweepArtifacts()
    expect(artifacts()).toHaveLength(1)
    await store.deleteRun('r1')
    await store.sweepArtifacts()
    expect(artifacts()).toHaveLength(0)
  })
})

describe('runs', () => {
  it('are found by a unique beginning of their id, or as the last', async () => {
    await store.createRun({ id: 'r22', title: 'second', root: '/repo', input: null })
    expect((await store.loadRun('r2')).title).toBe('second')
    expect((await store.loadRun('r1')).input).toEqual({ issue: 'x' })
    await expect(store.loadRun('r')).rejects.toMatchObject({ code: 'store/no-run' })
    await expect(store.loadRun('nope')).rejects.toMatchObject({ code: 'store/no-run' })
  })

  const another = ownerOf(process.ppid)

  it.for([
    ['ended', JSON.stringify({ ...another, startTime: '1' })],
    ['ended before the machine was started anew', JSON.stringify({ ...another, bootId: 'x' })],
    ['ran in another container', JSON.stringify({ ...another, pidNamespace: 'pid:[1]' })],
    ['said nothing of itself', 'x'],
  ])(
    'are interrupted when who worked on them %s, and can then be claimed',
    async ([, owner = ''], context) => {
      context.skip(another.bootId === '', 'without /proc one program cannot be told from a later one')
      await giveTo(owner)
      expect((await store.loadRun('r1')).status).toBe('interrupted')
      await store.claimRun('r1')
      expect((await store.loadRun('r1')).status).toBe('running')
    },
  )

  it('cannot be claimed while another process works on them', async () => {
    await giveTo(JSON.stringify(another))
    expect((await store.loadRun('r1')).status).toBe('running')
    await expect(store.claimRun('r1')).rejects.toMatchObject({
      code: 'store/run-owned',
      message: expect.stringContaining(`process ${process.ppid}`) as string,
    })
  })

  it('can be claimed by the process that has them, and when they have ended', async () => {
    await store.claimRun('r1')
    expect((await store.loadRun('r1')).status).toBe('running')
    await store.endRun('r1', { status: 'done', result: { patch: 'p' } })
    expect(await store.loadRun('r1')).toMatchObject({ status: 'done', result: { patch: 'p' } })
    await store.claimRun('r1')
    expect((await store.loadRun('r1')).status).toBe('running')
  })

  it('keep when and how they ended when their result is written anew', async () => {
    await store.endRun('r1', { status: 'done', result: { applied: false } })
    const { endedAt } = await store.loadRun('r1')
    await sleep(5)
    await store.saveResult('r1', { applied: true })
    expect(await store.loadRun('r1')).toMatchObject({ status: 'done', result: { applied: true }, endedAt })
  })

  it('keep their events in order', async () => {
    await store.appendEvent('r1', { type: 'run-note', text: 'one' })
    await store.appendEvent('r1', { type: 'run-note', text: 'two' })
    expect(await store.loadEvents('r1')).toEqual([
      { type: 'run-note', text: 'one' },
      { type: 'run-note', text: 'two' },
    ])
  })
})

describe('a store', () => {
  it('can be open twice at once', async () => {
    const other = await openStore(join(folder, '.capuchin'))
    await Promise.all(
      [store, other].flatMap((one, index) =>
        Array.from({ length: 50 }, (_, n) => one.executions.save(`${index}-${n}`, { n })),
      ),
    )
    expect(await other.executions.find('0-49', z.object({ n: z.number() }))).toEqual({ n: 49 })
    await other[Symbol.asyncDispose]()
  })

  it('hides itself from git', () => {
    expect(readdirSync(join(folder, '.capuchin'))).toContain('.gitignore')
  })
})

/** Makes the run that of another process, as that one would have noted itself. */
async function giveTo(owner: string): Promise<void> {
  await using database = await openDatabase<StoreTables>(join(folder, '.capuchin/capuchin.db'), migrations)
  await database.db.updateTable('runs').set({ owner }).where('id', '=', 'r1').execute()
}

describe('choices', () => {
  const choice = { runId: 'r1', instanceId: 'i', selector: 's', said: 0.5, patchId: 'p' }

  it('keeps what is known of a patch, and forgets it with the patch', async () => {
    await store.choices.save(choice)
    expect(await store.choices.list()).toEqual([{ ...choice, right: null }])
    await store.choices.judge(choice, true)
    await store.choices.save({ ...choice, said: 0.6 })
    expect(await store.choices.list()).toEqual([{ ...choice, said: 0.6, right: true }])
    await store.choices.save({ ...choice, patchId: 'q' })
    expect(await store.choices.list()).toMatchObject([{ patchId: 'q', right: null }])
  })

  it('outlives its run, and takes a verdict back', async () => {
    await store.choices.save(choice)
    await store.choices.judge(choice, false)
    await store.deleteRun('r1')
    expect(await store.choices.list()).toMatchObject([{ right: false }])
    await store.choices.judge(choice, null)
    expect(await store.choices.list()).toMatchObject([{ right: null }])
  })
})
