import { expect, it } from 'vitest'
import { runMachine, type StateTable } from './state-machine.ts'

type Name = 'count' | 'check' | 'done' | 'given-up'

interface Counter {
  readonly at: Name
  readonly count: number
}

const table = {
  count: async function* (now: Counter) {
    yield await Promise.resolve(`counted to ${now.count + 1}`)
    return { at: 'check', count: now.count + 1 } satisfies Counter
  },
  check: async function* (now: Counter) {
    yield* []
    return { ...now, at: now.count === 2 ? 'done' : 'count' } satisfies Counter
  },
} satisfies StateTable<Exclude<Name, 'done' | 'given-up'>, Counter, string>

// @ts-expect-error a state that is left out does not compile
table satisfies StateTable<Name, Counter, string>

const start: Counter = { at: 'count', count: 0 }

it('goes from state to state, tells events and states, and returns the end', async () => {
  const events: string[] = []
  const states: string[] = []
  const run = runMachine<'count' | 'check', Counter, string>(table, start, {
    onState: ({ at }) => states.push(at),
  })
  let next = await run.next()
  for (; !next.done; next = await run.next()) events.push(next.value)
  expect(next.value).toEqual({ at: 'done', count: 2 })
  expect(events).toEqual(['counted to 1', 'counted to 2'])
  expect(states).toEqual(['count', 'check', 'count', 'check', 'done'])
})

it('stops between two states when it is told to', async () => {
  const stop = new AbortController()
  const run = runMachine<'count' | 'check', Counter, string>(table, start, { signal: stop.signal })
  await run.next()
  stop.abort()
  await expect(run.next()).rejects.toMatchObject({ code: 'std/cancelled' })
})
