import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  callsOf,
  conversationsOf,
  noUsage,
  type AttemptEvent,
  type Message,
  type Trajectory,
} from '../../domain/index.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { openStore, type Store } from '../../store/index.ts'
import { convertTrajectories, exportRunTrajectories, exportSft, type SftRequest } from '../index.ts'
import { storeFakeRun, type FakeCall } from './stored-run.contract.ts'
import { readTrajectoryFile } from './trajectory-file.ts'

let temp: TempDir
let store: Store
beforeEach(async () => {
  temp = await createTempDir('export-')
  store = await openStore(join(temp.path, 'store'))
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await temp[Symbol.asyncDispose]()
})

const path = (name: string): string => join(temp.path, name)
const system: Message = { role: 'system', text: 'You mend code.' }
const user = (text: string): Message => ({ role: 'user', text })
const assistant = (text: string): Message => ({ role: 'assistant', text })
const redact = (text: string): string => text.replaceAll('sesame', '[redacted]')

/** Two calls that go on with one another, and a third that begins anew with a part of what was said. */
const calls: readonly FakeCall[] = [
  { messages: [system, user('issue')], reply: 'one' },
  { messages: [system, user('issue'), assistant('one'), user('red, sesame')], reply: 'two' },
  { messages: [system, user('issue'), assistant('one'), user('files anew')], reply: 'three' },
]

const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n'

async function exportRuns(runs: readonly string[], files: Record<string, string> = {}) {
  const out = path('trajectories.jsonl')
  const counts = await exportRunTrajectories(store, {
    runs,
    out,
    format: 'capuchin',
    exporter: 'capuchin 1',
    redact,
    ...files,
  })
  return { out, counts, trajectories: await trajectoriesOf(out) }
}

async function trajectoriesOf(file: string): Promise<readonly Trajectory[]> {
  const trajectories: Trajectory[] = []
  for await (const { trajectory } of readTrajectoryFile(file)) trajectories.push(trajectory)
  return trajectories
}

describe('export trajectories', () => {
  it('holds every call with what it was sent, what was seen, how it ended and what hidden tests said', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls, calls.slice(0, 1)], patch })
    const verdictsFile = path('verdicts.jsonl')
    await writeFile(verdictsFile, JSON.stringify({ runId: 'r1', patch, resolved: true }))
    const { counts, trajectories } = await exportRuns(['r1', 'last'], { verdictsFile })
    expect(counts).toMatchObject({
      trajectories: 2,
      calls: 4,
      callsWithoutMessages: 0,
      resolved: 2,
      withoutVerdict: 0,
    })
    const [first] = trajectories
    expect(first?.head).toMatchObject({
      trajectoryId: 'r1/0',
      repo: 'calc',
      baseCommit: 'abc',
      problemStatement: 'it is broken',
      strategy: 'edit-loop',
      model: 'scripted/m',
      sampling: { temperature: 0 },
      seed: 7,
      versions: { exporter: 'capuchin 1' },
    })
    expect(first?.end).toMatchObject({ patch, resolved: true, exit: { kind: 'submitted' } })
    expect(first?.steps.map(({ type }) => type)).toEqual(
      Array.from({ length: 3 }, () => ['call', 'observation']).flat(),
    )
    expect(first?.steps[2]).toMatchObject({
      step: 2,
      stage: 'edit',
      sent: { kept: 3, added: [user('red, [redacted]')] },
    })
    const conversations = first ? [...conversationsOf(first)] : []
    expect(conversations.map(({ messages }) => messages.map(({ text }) => text))).toEqual([
      ['You mend code.', 'issue', 'one', 'red, [redacted]', 'two'],
      ['You mend code.', 'issue', 'one', 'files anew', 'three'],
    ])
    expect(conversations.map(({ own }) => own)).toEqual([
      [false, false, true, false, true],
      [false, false, false, false, true],
    ])
  })

  it('takes one issue of one checkout for one instance, whatever run it was asked in, or what it is told', async () => {
    for (const runId of ['r1', 'r2', 'r3'])
      await storeFakeRun(store, { runId, attempts: [calls], patch, issue: runId === 'r3' ? 'other' : 'same' })
    const own = (await exportRuns(['r1', 'r2', 'r3'])).trajectories.map(({ head }) => head.instanceId)
    expect(own[0]).toMatch(/^calc-[0-9a-f]{10}$/)
    expect(own[1]).toBe(own[0])
    expect(own[2]).not.toBe(own[0])
    const instancesFile = path('instances.jsonl')
    await writeFile(instancesFile, JSON.stringify({ runId: 'r1', instanceId: 'a__b-1', repo: 'a/b' }))
    const { trajectories } = await exportRuns(['r1', 'r2'], { instancesFile })
    expect(trajectories.map(({ head }) => [head.instanceId, head.repo])).toEqual([
      ['a__b-1', 'a/b'],
      [own[1], 'calc'],
    ])
  })

  it('has log-probabilities where they were asked for, else why there are none; none that spell a secret', async () => {
    const tokens = (...texts: readonly string[]) => texts.map((token) => ({ token, logprob: -1 }))
    const said: readonly Partial<FakeCall>[] = [
      { reply: 'one', logprobs: tokens('on', 'e') },
      { reply: 'two', logprobs: 'not-given' },
      { reply: 'say sesame', logprobs: tokens('say', ' ses', 'ame') },
      { reply: 'four', logprobs: tokens('ses', 'ame', 'four') },
      { reply: 'five' },
    ]
    const made = said.map((call) => ({ messages: [user('issue')], reply: '', ...call }))
    await storeFakeRun(store, { runId: 'r1', attempts: [made], patch })
    const { out, trajectories } = await exportRuns(['r1'])
    const exported = trajectories.flatMap(callsOf)
    expect(exported.map(({ logprobs, noLogprobs }) => noLogprobs ?? logprobs)).toEqual([
      tokens('on', 'e'),
      'not-given',
      'redacted',
      'redacted',
      null,
    ])
    const converted = path('again.jsonl')
    const same = { files: [out], from: 'capuchin', format: 'capuchin', out: converted, redact }
    await convertTrajectories(same)
    expect(await trajectoriesOf(converted)).toEqual(trajectories)
  })

  it('times calls and attempts by when they were made, not by when they were read again', async () => {
    let now = 1_000
    await using timed = await openStore(path('timed'), { clock: { now: () => now++ } })
    await storeFakeRun(timed, { runId: 'r1', attempts: [calls], patch })
    await timed.clearEvents('r1')
    now = 90_000
    await tellAgain(timed, 'r1', calls)
    const out = path('timed.jsonl')
    const request = { runs: ['r1'], out, format: 'capuchin', exporter: '', redact }
    await exportRunTrajectories(timed, request)
    const [trajectory] = await trajectoriesOf(out)
    const made = trajectory ? callsOf(trajectory) : []
    expect(made.map(({ at }) => at)).toEqual([1_003, 1_006, 1_009])
    expect(made.map(({ durationMs }) => durationMs)).toEqual([1, 1, 1])
    expect(trajectory?.head.startedAt).toBe(1_000)
    expect(trajectory?.end).toMatchObject({ endedAt: 95_000, durationMs: 4_100 })
  })

  it('says of which calls only the reply is known, and calls an attempt without patch unresolved', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch: '', withoutRequests: true })
    const { counts, trajectories } = await exportRuns(['r1'])
    expect(counts).toMatchObject({ calls: 3, callsWithoutMessages: 3, unresolved: 1 })
    expect(trajectories[0]?.end).toMatchObject({ patch: '', exit: { kind: 'no-patch' } })
  })

  it('leaves no file where it cannot finish', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch })
    await expect(exportRuns(['r1', 'none'])).rejects.toMatchObject({ code: 'store/no-run' })
    expect((await readdir(temp.path)).filter((name) => name.startsWith('trajectories'))).toEqual([])
    const out = path('none/x.jsonl')
    await expect(
      exportRunTrajectories(store, { runs: ['r1'], out, format: 'capuchin', exporter: '', redact }),
    ).rejects.toMatchObject({ code: 'export/cannot-write' })
  })
})

describe('other formats', () => {
  it.each(['openhands', 'openhands-completions', 'swe-agent', 'mini-swe-agent', 'atif', 'session-trace'])(
    'of %s are written, and read again',
    async (format) => {
      await storeFakeRun(store, { runId: 'r1', attempts: [calls.slice(0, 2), calls.slice(0, 1)], patch })
      const packed = format === 'openhands-completions'
      const out = path(packed ? 'foreign.jsonl.gz' : 'foreign')
      const written = await exportRunTrajectories(store, { runs: ['r1'], out, format, exporter: '', redact })
      expect(written).toMatchObject({ trajectories: 2, calls: 3 })
      const inFolder = written.file === null
      const files = inFolder ? (await readdir(out)).toSorted().map((name) => join(out, name)) : [out]
      const back = path('trajectories.jsonl')
      const verdictsFile = path('verdicts.jsonl')
      const instanceId = (await exportRuns(['r1'])).trajectories[0]?.head.instanceId
      await writeFile(verdictsFile, JSON.stringify({ instanceId, patch, resolved: true }))
      expect(
        await convertTrajectories({
          files,
          from: format,
          format: 'capuchin',
          out: back,
          verdictsFile,
          redact,
        }),
      ).toMatchObject({ trajectories: 2, calls: 3, callsWithoutMessages: 0, resolved: 2 })
      expect((await exportSft({ ...sftDefaults(), unresolved: false })).rows).toBe(2)
    },
  )

  it('are named where there is none, and files where they cannot be read', async () => {
    const request = { files: ['/none'], from: 'atif', format: 'capuchin', out: path('x'), redact }
    await expect(convertTrajectories(request)).rejects.toThrow('cannot read /none')
    await expect(convertTrajectories({ ...request, from: 'x' })).rejects.toThrow("there is no format 'x'")
    await writeFile(path('output.jsonl'), '{"instance_id":"i"}\n{"instance_id":7}\n')
    await expect(
      convertTrajectories({ ...request, files: [path('output.jsonl')], from: 'openhands' }),
    ).rejects.toThrow('output.jsonl, line 2: instance_id: Invalid input')
  })
})

function sftDefaults(): SftRequest {
  return {
    files: [path('trajectories.jsonl')],
    out: path('rows'),
    format: 'torchtune',
    unit: 'conversation',
    unresolved: true,
    keepCheating: false,
    perInstance: null,
    fraction: 1,
    order: 'random',
    seed: 42,
    overlong: 'drop',
    redact,
  }
}

describe('export sft', () => {
  const request = (change: Partial<SftRequest>): SftRequest => ({ ...sftDefaults(), ...change })
  const rowSchema = z.object({
    messages: z.array(z.object({ role: z.string(), content: z.string(), train: z.boolean().optional() })),
  })
  const rows = async () =>
    (await readFile(path('rows/train.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => rowSchema.parse(JSON.parse(line)).messages)

  it('writes a recipe that is started by one command, for the model that is named', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch })
    await exportRuns(['r1'])
    const manifest = await exportSft(request({ format: 'trl', recipeFor: './tiny' }))
    expect(manifest.options).toMatchObject({ format: 'trl', recipeFor: './tiny' })
    const { out } = request({})
    expect(await readFile(join(out, 'trl.yaml'), 'utf8')).toContain('model_name_or_path: ./tiny\n')
    expect((await stat(join(out, 'run.sh'))).mode & 0o111).toBe(0o111)
    for (const [format, words] of [
      ['openai', 'there is no recipe of openai'],
      ['torchtune', 'the recipe of torchtune does not know the model ./tiny'],
    ] as const)
      await expect(exportSft(request({ format, recipeFor: './tiny' }))).rejects.toMatchObject({
        code: 'export/bad-request',
        message: words,
      })
  })

  it('writes rows, an index and a manifest, the same bytes each time', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch })
    const { out } = await exportRuns(['r1'])
    const manifest = await exportSft(request({ format: 'axolotl' }))
    expect((await rows()).map((row) => row.map(({ train }) => train))).toEqual([
      [false, false, true, false, true],
      [false, false, false, false, true],
    ])
    const bytes = await readFile(path('rows/train.jsonl'))
    expect(manifest).toMatchObject({
      kind: 'sft',
      rows: 2,
      repositories: { calc: 1 },
      filters: [
        { filter: 'distinct', in: 1, out: 1 },
        { filter: 'usable', in: 1, out: 1 },
        { filter: 'honest', in: 1, out: 1 },
      ],
      inputs: [
        {
          file: 'trajectories.jsonl',
          sha256: createHash('sha256')
            .update(await readFile(out))
            .digest('hex'),
        },
      ],
      outputs: [
        { file: 'train.jsonl', rows: 2, sha256: createHash('sha256').update(bytes).digest('hex') },
        { file: 'index.jsonl', rows: 2 },
      ],
    })
    expect(JSON.parse(await readFile(path('rows/manifest.json'), 'utf8'))).toEqual(manifest)
    expect(await exportSft(request({ format: 'axolotl' }))).toEqual(manifest)
    expect(await readFile(path('rows/train.jsonl'))).toEqual(bytes)
    const [entry] = (await readFile(path('rows/index.jsonl'), 'utf8')).split('\n')
    expect(JSON.parse(entry ?? '')).toMatchObject({
      row: 0,
      trajectoryId: 'r1/0',
      versions: { exporter: 'capuchin 1' },
    })
  })

  it('makes a row of each call where it is asked to, and tells what a trainer cannot be told', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch })
    await exportRuns(['r1'])
    const { rowsWithLostMarks, warnings } = await exportSft(request({ unit: 'call' }))
    expect((await rows()).map((row) => row.at(-1)?.content)).toEqual(['one', 'two', 'three'])
    expect(rowsWithLostMarks).toBe(2)
    expect(warnings).toHaveLength(1)
  })

  it('replaces secrets, counts them, and leaves out what has no verdict, is measured on, or is too long', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch })
    await exportRunTrajectories(store, {
      runs: ['r1'],
      out: path('trajectories.jsonl'),
      format: 'capuchin',
      exporter: '',
      redact: (text) => text,
    })
    expect((await exportSft(request({}))).redactedRows).toBe(1)
    expect((await exportSft(request({ unresolved: false }))).filters.at(-1)?.dropped).toEqual({
      'no-verdict': 1,
    })
    await writeFile(path('evaluated.txt'), 'other__thing-1\nx/CALC\n')
    await writeFile(path('instances.jsonl'), JSON.stringify({ runId: 'r1', instanceId: 'i', repo: 'X/calc' }))
    await exportRuns(['r1'], { instancesFile: path('instances.jsonl') })
    const excluded = await exportSft(request({ excludeFile: path('evaluated.txt') }))
    expect(excluded.filters.at(-1)?.dropped).toEqual({ 'evaluation-repository': 1 })
    expect(excluded.rows).toBe(0)
    expect((await exportSft(request({ belowTokens: 20 }))).filters.at(-1)?.dropped).toEqual({ 'too-long': 1 })
    const counted = await exportSft(request({ tokenizer: 'o200k_base' }))
    expect(counted.tokens.tokenizer).toBe('o200k_base')
    expect(counted.tokens.total).toBeLessThan((await exportSft(request({}))).tokens.total)
    await exportSft(request({ belowTokens: 30, overlong: 'truncate' }))
    expect((await rows())[0]?.at(-1)).toMatchObject({ role: 'assistant', content: 'one' })
  })

  it.each([
    [{ format: 'x' }, "there is no trainer 'x'"],
    [{ encoding: 'native' as const }, 'torchtune cannot read native tool calls'],
    [{ files: ['/none'] }, 'cannot read /none'],
  ])('refuses %j', async (change, sentence) => {
    await expect(exportSft(request(change))).rejects.toThrow(sentence)
  })

  it.each([
    ['', 'there is no trajectory in'],
    ['{', 'trajectories.jsonl, line 1: it is no JSON'],
    ['\n{"type":"call"}', 'trajectories.jsonl, line 2: step: Invalid input'],
    [
      '{"type":"trajectory-end","patch":null,"exit":{"kind":"unknown","reason":""},"resolved":null,"usage":null,"endedAt":null}',
      'line 1: a trajectory begins with a line of type "trajectory"',
    ],
  ])('says where a file is not as it must be: %j', async (text, sentence) => {
    await writeFile(path('trajectories.jsonl'), text)
    await expect(exportSft(request({}))).rejects.toThrow(sentence)
  })

  it('says that a file was cut', async () => {
    await storeFakeRun(store, { runId: 'r1', attempts: [calls], patch })
    const { out } = await exportRuns(['r1'])
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n')
    await writeFile(out, lines.slice(0, -1).join('\n'))
    await expect(exportSft(request({}))).rejects.toThrow(
      'line 1: trajectory r1/0 has no line of type "trajectory-end"',
    )
    await writeFile(out, [...lines.slice(0, -1), ...lines].join('\n'))
    await expect(exportSft(request({}))).rejects.toThrow(
      'has no line of type "trajectory-end" before this one',
    )
  })
})

/** Events as a run that is gone on with has them, whose record ended at 1,100, and which went on at 91,000. */
async function tellAgain(again: Store, runId: string, said: readonly FakeCall[]): Promise<void> {
  const events: readonly (readonly [number, AttemptEvent])[] = [
    [1_000, { type: 'attempt-start', strategy: 'edit-loop', model: 'scripted/m', seed: 7 }],
    ...said.map(({ reply: text }): readonly [number, AttemptEvent] => [
      1_100,
      { type: 'model-reply', model: 'm', text, finishReason: 'stop', usage: noUsage, fromJournal: true },
    ]),
    [91_000, { type: 'resumed', awayMs: 89_900 }],
    [95_000, { type: 'attempt-end', outcome: { kind: 'no-patch', reason: '', usage: noUsage } }],
  ]
  for (const [at, event] of events)
    await again.appendEvent(runId, { type: 'attempt', attemptIndex: 0, at, event })
}
