import { describe, expect, it } from 'vitest'
import {
  createMemoryFileTree,
  noUsage,
  toProblem,
  type AttemptEvent,
  type Journal,
} from '../../../domain/index.ts'
import {
  createScriptedModel,
  withJournal,
  type ModelRequest,
  type ScriptedReply,
} from '../../../llm/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { defaultLocaliseOptions, localise, type Localisation, type LocaliseOptions } from './localise.ts'
import type { ModelCalls } from './planned-calls.ts'

const problem = toProblem({
  instanceId: 'i',
  repo: 'r',
  baseCommit: 'c',
  problemStatement: 'add(2, 3) gives -1',
})

const usage = { ...noUsage, inputTokens: 100, outputTokens: 10, costUsd: 0.5 }
const relevant = (summary: string): string => `It adds.\n\nVERDICT: relevant\nSUMMARY: ${summary}`
const notRelevant = 'It does not add.\n\nVERDICT: not relevant'

/** What a request is about: the path of a scanned file, or null for a ranking. */
function askedPath({ messages }: ModelRequest): string | null {
  return /^The file to judge[^\n]*\n\n(\S+)\n/.exec(messages[1]?.text ?? '')?.[1] ?? null
}

interface Setup {
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly candidates?: readonly string[]
  readonly scan: (path: string, request: ModelRequest) => ScriptedReply
  readonly ranking?: (call: number, request: ModelRequest) => ScriptedReply
  readonly options?: Partial<LocaliseOptions>
  readonly journal?: Journal
  readonly signal?: AbortSignal
}

interface Ran {
  readonly found: Localisation
  readonly events: readonly AttemptEvent[]
  readonly scanned: readonly ModelRequest[]
  readonly ranked: readonly ModelRequest[]
}

async function run(setup: Setup): Promise<Ran> {
  const models = {
    scan: createScriptedModel((request) => setup.scan(askedPath(request) ?? '', request), usage),
    ranking: createScriptedModel((request, call) => setup.ranking?.(call, request) ?? 'none', usage),
  }
  const calls: ModelCalls = (stage, planned) => (index) => {
    const { journal } = setup
    const step = (): number => planned[index]?.step ?? -1
    return journal ? withJournal(models[stage], { journal, stage, step, independent: true }) : models[stage]
  }
  const events: AttemptEvent[] = []
  const localising = localise({
    problem,
    tree: createMemoryFileTree(new Map(Object.entries(setup.files))),
    candidates: setup.candidates ?? Object.keys(setup.files),
    calls,
    options: { ...defaultLocaliseOptions, ...setup.options },
    signal: setup.signal ?? new AbortController().signal,
  })
  for (;;) {
    const next = await localising.next()
    if (!next.done) events.push(next.value)
    else return { found: next.value, events, scanned: models.scan.requests, ranked: models.ranking.requests }
  }
}

const warnings = (events: readonly AttemptEvent[]): string =>
  events.flatMap((event) => (event.type === 'warning' ? [event.text] : [])).join('\n')

const files = { 'a.py': 'a = 1\n', 'b.py': 'b = 1\n', 'c.py': 'c = 1\n', 'd.py': 'd = 1\n' }
const scanAbc = (path: string): string => (path === 'd.py' ? notRelevant : relevant(`about ${path}`))

describe('localise', () => {
  it('scans, ranks and merges', async () => {
    const rankings = ['["a.py", "b.py"]', '["b.py"]', '["a.py", "c.py"]']
    const { found, scanned, ranked } = await run({
      files,
      scan: scanAbc,
      ranking: (call) => rankings[call] ?? '',
    })
    expect(found.files.map(({ path, score }) => [path, score.toFixed(2)])).toEqual([
      ['a.py', '0.33'],
      ['b.py', '0.50'],
      ['c.py', '0.83'],
    ])
    expect(found.files[0]?.tokens).toBe(2)
    expect(found.fallback).toBeNull()
    expect(found.scan.notRelevant.map(({ path }) => path)).toEqual(['d.py'])
    expect({ scanned: scanned.length, ranked: ranked.length }).toEqual({ scanned: 4, ranked: 3 })
    expect(found.usage.scan).toMatchObject({ inputTokens: 400, costUsd: 2 })
    expect(found.usage.ranking).toMatchObject({ inputTokens: 300 })
    expect(ranked[0]?.messages[0]?.text).toContain('about b.py')
    expect(ranked[0]?.messages[0]?.text).not.toContain('d.py')
  })

  it('puts what all calls share first, with a mark, and the file last', async () => {
    const { scanned, ranked } = await run({ files, scan: scanAbc, ranking: () => '["a.py"]' })
    const shared = new Set(scanned.map(({ messages }) => JSON.stringify(messages[0])))
    expect(shared.size).toBe(1)
    expect(scanned[0]?.messages[0]).toMatchObject({ role: 'system', cacheMark: true })
    expect(scanned[0]?.messages[0]?.text).toContain('add(2, 3) gives -1')
    expect(scanned[1]?.messages.at(-1)?.text).toContain('b = 1')
    expect(new Set(ranked.map((request) => JSON.stringify(request))).size).toBe(1)
  })

  it('asks again, once, and counts what stays unreadable, at the end of the list', async () => {
    const { found, events, scanned } = await run({
      files,
      scan: (path, { messages }) =>
        path === 'b.py' || (path === 'c.py' && messages.length === 2) ? 'hm' : relevant('x'),
      ranking: () => '["d.py", "c.py", "a.py"]',
    })
    expect(scanned).toHaveLength(6)
    const again = scanned.find(({ messages }) => messages.length === 4)
    expect(again?.messages.at(-1)?.text).toMatch(/could not be read: no line of it says VERDICT/)
    expect(found.scan).toMatchObject({ askedAgain: 2, unparsed: [{ path: 'b.py' }] })
    expect(found.files.map(({ path }) => path)).toEqual(['d.py', 'c.py', 'a.py', 'b.py'])
    expect(found.files.at(-1)?.score).toBe(1)
    expect(warnings(events)).toMatch(/1 files could not be judged.*: b\.py/)
  })

  it('names files that are too long, no text, or empty, and does not send them', async () => {
    const { found, events, scanned } = await run({
      files: { ...files, 'long.py': 'x'.repeat(4000), 'bin.py': Uint8Array.of(255, 254), 'empty.py': '\n' },
      candidates: [...Object.keys(files), 'long.py', 'bin.py', 'empty.py', 'gone.py'],
      scan: (path) => (path === 'a.py' ? new CapuchinError('llm/context-length', 'too long') : relevant('x')),
      ranking: () => '["b.py"]',
      options: { fileTokens: 1000 },
    })
    expect(scanned.map(askedPath)).toEqual(Object.keys(files))
    expect(found.scan).toMatchObject({
      tooLong: ['long.py', 'a.py'],
      unreadable: ['bin.py', 'gone.py'],
      empty: ['empty.py'],
    })
    expect(warnings(events)).toMatch(/too long to be judged: long\.py, a\.py[^]*no UTF-8.*bin\.py, gone\.py/)
  })

  it('shows a model only the part of a long file that fits the issue, and says so', async () => {
    const long = `def add(a, b):\n    return a - b\n${'# nothing here\n'.repeat(2000)}`
    const { found, scanned } = await run({
      files: { ...files, 'long.py': long },
      scan: scanAbc,
      ranking: () => '["long.py", "a.py"]',
      options: { excerptTokens: 1000 },
    })
    const asked = scanned
      .map(({ messages }) => messages[1]?.text ?? '')
      .find((text) => text.includes('long.py'))
    expect(asked).toMatch(/you see a part[^]*return a - b[^]*lines left out/)
    expect(asked?.length).toBeLessThan(5000)
    expect(found.scan.inPart).toBe(1)
    // What is shown in the end is the whole file.
    expect(found.files.find(({ path }) => path === 'long.py')?.tokens).toBeGreaterThan(5000)
  })

  it('drops invented paths and says which', async () => {
    const { found, events } = await run({ files, scan: scanAbc, ranking: () => '["x.py", "a.py", "d.py"]' })
    expect(found.rankings.invented).toEqual(['x.py', 'd.py'])
    expect(found.files.map(({ path }) => path)).toEqual(['a.py'])
    expect(warnings(events)).toContain('x.py, d.py')
  })

  it('does with the rankings that can be read', async () => {
    const { found, events, ranked } = await run({
      files,
      scan: scanAbc,
      ranking: (_call, { messages }) => (messages.length > 1 ? 'still no' : 'no'),
      options: { rankings: 2 },
    })
    expect(ranked).toHaveLength(4)
    expect(found.fallback).toMatch(/no ranking could be read/)
    expect(found.files.map(({ path }) => path)).toEqual(['a.py', 'b.py', 'c.py'])
    expect(found.rankings.failures).toHaveLength(2)
    expect(warnings(events)).toContain('2 of 2 rankings')
    const half = await run({ files, scan: scanAbc, ranking: (call) => (call === 0 ? '["c.py"]' : 'no') })
    expect(half.found.fallback).toBeNull()
    expect(half.found.files.map(({ path }) => path)).toEqual(['c.py'])
  })

  it('falls back to the order without a model when no file is relevant, and says so', async () => {
    const candidates = ['c.py', 'a.py', 'd.py', 'b.py']
    const { found, events, ranked } = await run({ files, candidates, scan: () => notRelevant })
    expect(found.files.map(({ path }) => path)).toEqual(candidates)
    expect(ranked).toEqual([])
    expect(warnings(events)).toContain('no file was found relevant')
    expect((await run({ files: {}, scan: () => '' })).found).toMatchObject({ files: [], fallback: /no file/ })
  })

  it('cuts to the budget, passing over or ending at what does not fit', async () => {
    const sized = { 'a.py': 'a'.repeat(210), 'b.py': 'b'.repeat(350), 'c.py': 'c'.repeat(140) }
    const setup = { files: sized, scan: () => relevant('x'), ranking: () => '["a.py", "b.py", "c.py"]' }
    const skip = await run({ ...setup, options: { maxTokens: 100 } })
    expect(skip.found.files.map(({ path }) => path)).toEqual(['a.py', 'c.py'])
    const stop = await run({ ...setup, options: { maxTokens: 100, cut: 'stop' } })
    expect(stop.found.files.map(({ path }) => path)).toEqual(['a.py'])
    expect(stop.found.left.map(({ path }) => path)).toEqual(['b.py', 'c.py'])
  })

  it('ends with the first call that fails for good', async () => {
    const scan = (path: string): ScriptedReply =>
      path === 'b.py' ? new CapuchinError('llm/auth', 'no key') : relevant('x')
    await expect(run({ files, scan })).rejects.toMatchObject({ code: 'llm/auth' })
    await expect(
      run({ files, scan: scanAbc, ranking: () => new CapuchinError('llm/auth', 'no key') }),
    ).rejects.toMatchObject({ code: 'llm/auth' })
  })

  it('goes on from a journal without asking again, whatever ended first', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}.py`, `x = ${at}\n`]))
    const asked: string[] = []
    const journal = createMemoryJournal()
    const stop = new AbortController()
    const scan = (path: string): string => {
      asked.push(path)
      if (asked.length === 25) stop.abort()
      return Number(path.slice(1, -3)) % 7 === 0 ? relevant(path) : notRelevant
    }
    const setup: Setup = { files: many, scan, ranking: () => '["f7.py", "f0.py"]' }
    await expect(
      run({ ...setup, journal: journal.open(), signal: stop.signal, options: { concurrency: 4 } }),
    ).rejects.toMatchObject({ code: 'std/cancelled' })
    const answered = journal.answered()
    expect(answered).toBeGreaterThan(0)
    expect(answered).toBeLessThan(60)
    asked.length = 0
    const resumed = await run({ ...setup, journal: journal.open() })
    expect(asked).toHaveLength(60 - answered)
    expect(resumed.ranked).toHaveLength(3)
    expect(resumed.found).toEqual((await run(setup)).found)
    const again = await run({ ...setup, journal: journal.open() })
    expect({ scanned: again.scanned.length, ranked: again.ranked.length }).toEqual({ scanned: 0, ranked: 0 })
    expect(again.found).toEqual(resumed.found)
  })
})

/** A journal by position, as the store keeps it; `open` begins at the first call again. */
function createMemoryJournal() {
  const kept = new Map<string, { readonly key: string; readonly value: unknown }>()
  const open = (): Journal => {
    const calls = new Map<string, number>()
    return {
      ask: async (entry, run) => {
        const step = `${entry.stage}/${entry.step}`
        const call = calls.get(step) ?? 0
        calls.set(step, call + 1)
        const row = kept.get(`${step}/${call}`)
        if (row?.key === entry.key) return { value: entry.schema.parse(row.value), fromJournal: true }
        const value = await run()
        kept.set(`${step}/${call}`, { key: entry.key, value })
        return { value, fromJournal: false }
      },
    }
  }
  return { open, answered: () => kept.size }
}
