import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Trajectory } from '../../domain/index.ts'
import { linearCalls, sampleTrajectory } from '../../gym/formats/sample-trajectory.contract.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { exportPreference, exportVerifier, type VerifierRequest } from '../index.ts'
import { renderLines } from './trajectory-file.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('export-')
})
afterEach(() => temp[Symbol.asyncDispose]())

const path = (name: string): string => join(temp.path, name)

const attempt = (id: string, instanceId: string, resolved: boolean | null): Trajectory => {
  const { head, end } = sampleTrajectory([])
  // Replies differ, so that two attempts are two ways to go on.
  const steps = linearCalls.map((call) => ({ ...call, text: `${call.text} ${id}, sesame` }))
  return { head: { ...head, trajectoryId: id, instanceId }, steps, end: { ...end, resolved } }
}
const write = async (name: string, trajectories: readonly Trajectory[]): Promise<string> => {
  await writeFile(path(name), trajectories.flatMap((one) => [...renderLines(one)]).join(''))
  return path(name)
}
const rowsOf = async (): Promise<readonly unknown[]> =>
  (await readFile(path('out/train.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
const redact = (text: string): string => text.replaceAll('sesame', '[redacted]')

describe('export verifier', () => {
  const request = (change: Partial<VerifierRequest>): VerifierRequest => ({
    onPolicy: [],
    offPolicy: [],
    out: path('out'),
    style: 'judge',
    multiplier: 1,
    negatives: 'together',
    seed: 42,
    cap: null,
    belowTokens: 32_768,
    keepCheating: false,
    redact,
    ...change,
  })

  it('writes balanced rows of three messages, and says what it left out', async () => {
    const own = await write('own.jsonl', [
      attempt('a', 'i1', true),
      attempt('b', 'i1', false),
      attempt('c', 'i2', false),
      attempt('d', 'i2', null),
    ])
    const theirs = await write('theirs.jsonl', [attempt('e', 'i3', true), attempt('f', 'i3', false)])
    const manifest = await exportVerifier(request({ onPolicy: [own], offPolicy: [theirs] }))
    expect(manifest).toMatchObject({
      kind: 'verifier',
      resolved: 2,
      unresolved: 2,
      redactedRows: 4,
      warnings: [],
    })
    expect(manifest.filters.map(({ out, dropped }) => [out, dropped])).toEqual([
      [6, {}],
      [6, {}],
      [6, {}],
      [5, { 'no-verdict': 1 }],
      [5, {}],
      [4, { 'more-than-balanced': 1 }],
    ])
    expect(await rowsOf()).toMatchObject([
      {
        messages: [{ role: 'system' }, { role: 'user' }, { content: '<judgement>YES</judgement>' }],
        resolved: true,
      },
      { resolved: false },
      { resolved: true },
      { resolved: false },
    ])
    expect(JSON.parse(await readFile(path('out/manifest.json'), 'utf8'))).toEqual(manifest)
  })

  it('can take as many from each pool, cap an instance, and say that there are too few', async () => {
    const own = await write('own.jsonl', [attempt('a', 'i1', true), attempt('b', 'i1', true)])
    const theirs = await write('theirs.jsonl', [attempt('e', 'i3', true), attempt('f', 'i3', false)])
    const byPool = await exportVerifier(
      request({ onPolicy: [own], offPolicy: [theirs], negatives: 'by-pool' }),
    )
    expect(byPool).toMatchObject({ resolved: 3, unresolved: 1 })
    expect(byPool.warnings).toEqual(['3 unresolved attempts were asked for, and there are 1'])
    expect(await exportVerifier(request({ onPolicy: [own], cap: 1 }))).toMatchObject({
      resolved: 1,
      unresolved: 0,
    })
    const { filters } = await exportVerifier(request({ onPolicy: [own], belowTokens: 50 }))
    expect(filters.find(({ filter }) => filter === 'below-50-tokens')?.dropped).toEqual({ 'too-long': 2 })
  })

  it('can ask for True and False', async () => {
    const { end, ...rest } = attempt('a', 'i1', true)
    const patch = 'diff --git a/c.py b/c.py\n--- a/c.py\n+++ b/c.py\n@@ -1 +1 @@\n-a\n+b\n'
    const own = await write('own.jsonl', [{ ...rest, end: { ...end, patch } }])
    await exportVerifier(request({ onPolicy: [own], style: 'true-false' }))
    expect(await rowsOf()).toMatchObject([{ messages: [{}, {}, { role: 'assistant', content: 'True' }] }])
    await expect(exportVerifier(request({ onPolicy: [own], style: 'x' }))).rejects.toThrow(
      "there is no style 'x'",
    )
  })
})

describe('attempts that cheated', () => {
  it('make no rows of any kind and are counted, unless asked for', async () => {
    const shown = attempt('b', 'i1', true)
    const patch =
      'diff --git a/tests/test_a.py b/tests/test_a.py\ndeleted file mode 100644\n--- a/tests/test_a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-assert a\n'
    const file = await write('t.jsonl', [
      attempt('a', 'i1', false),
      { ...shown, end: { ...shown.end, patch } },
    ])
    const common = {
      out: path('out'),
      multiplier: 1,
      negatives: 'together',
      seed: 42,
      cap: null,
      redact,
    } as const
    const verifier = { ...common, onPolicy: [file], offPolicy: [], style: 'judge', belowTokens: 32_768 }
    const preference = { ...common, files: [file], format: 'trl', cap: 1 }
    const honest = { filter: 'honest', in: 2, out: 1, dropped: { 'edited-tests': 1 } }
    expect((await exportVerifier({ ...verifier, keepCheating: false })).filters).toContainEqual(honest)
    expect(await exportPreference({ ...preference, keepCheating: false })).toMatchObject({ rows: 0 })
    expect(await exportVerifier({ ...verifier, keepCheating: true })).toMatchObject({ resolved: 1 })
    expect(await exportPreference({ ...preference, keepCheating: true })).toMatchObject({ rows: 1 })
  })
})

describe('export preference', () => {
  const request = { out: path, format: 'trl', cap: 1, seed: 42, keepCheating: false, redact }

  it('writes a pair for each instance that has both, and says how many begin otherwise', async () => {
    const other = attempt('x', 'i3', false)
    const file = await write('t.jsonl', [
      attempt('a', 'i1', true),
      attempt('b', 'i1', false),
      attempt('c', 'i2', true),
      attempt('d', 'i3', true),
      {
        ...other,
        steps: other.steps.map((step) =>
          step.type === 'call' && step.sent?.kept === 0
            ? { ...step, sent: { kept: 0, added: [{ role: 'user', text: 'otherwise' }] } }
            : step,
        ),
      },
    ])
    const manifest = await exportPreference({ ...request, out: path('out'), files: [file] })
    expect(manifest).toMatchObject({ rows: 1, promptsDiffer: 1, redactedRows: 1 })
    const [row] = await rowsOf()
    expect(row).toMatchObject({ prompt: [{ role: 'system' }, { content: 'add(2, 3) gives -1' }] })
    expect(JSON.stringify(row)).toContain('[redacted]')
    const [entry] = (await readFile(path('out/index.jsonl'), 'utf8')).split('\n')
    expect(JSON.parse(entry ?? '')).toMatchObject({ instanceId: 'i1', chosen: 'a', rejected: 'b' })
  })

  it.each([
    [{ format: 'x' }, "there is no form 'x' of pairs"],
    [{ files: ['t.jsonl.gz'] }, 't.jsonl.gz is packed'],
  ])('refuses %j', async (change, sentence) => {
    await expect(
      exportPreference({ ...request, out: path('out'), files: [path('t.jsonl')], ...change }),
    ).rejects.toThrow(sentence)
  })
})
