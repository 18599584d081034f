import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../src/std/index.ts'
import { createFakeEndpoint, type FakeEndpoint } from '../../src/llm/fake-endpoints.ts'
import { needsSandbox, useDesk } from './command-line.ts'
import { journalledReplies } from './killed-run.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { editBlock, startFailingModel, turnOf } from './model-endpoint.ts'
import { hiddenWord, layDataset, type OwnDataset } from './own-dataset.ts'

const attemptSchema = z.object({
  instanceId: z.string(),
  attempt: z.number(),
  exit: z.object({ kind: z.string() }),
  turns: z.number(),
  resolved: z.boolean().nullable(),
})

/** Every second conversation mends the program, the others do not; which is which, the order of the requests decides. */
async function startHalfRight({ delayMs = 0 } = {}): Promise<FakeEndpoint> {
  let begun = 0
  return createFakeEndpoint('openai-chat', async (request) => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    if (turnOf(request) === 0) return { kind: 'text', text: 'I want to see\n\nmaths.py\n' }
    begun += 1
    const right = begun % 2 === 0 ? 'return n * 2' : 'return n ** 2 + n'
    return { kind: 'text', text: editBlock('maths.py', '    return n * 3', `    ${right}`) }
  })
}

describe('capuchin rollout', () => {
  const desk = useDesk(needsSandbox)
  let dataset: OwnDataset
  beforeEach(() => {
    dataset = layDataset(join(desk.path, 'data'), 3)
  })

  function rollout(endpoint: Pick<FakeEndpoint, 'url'>, ...more: readonly string[]): readonly string[] {
    const attempts = `--strategy edit-loop --model scripted@${endpoint.url} --attempts 2 -j 4`
    const given = `--run-id first ${attempts} --instance-retries 1 --retries 0`.split(' ')
    return ['rollout', dataset.file, ...given, ...dataset.places, ...more]
  }

  function lines<T extends z.ZodType>(name: string, schema: T): z.infer<T>[] {
    const text = readFileSync(join(desk.path, 'rollouts/first', name), 'utf8')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => schema.parse(JSON.parse(line)))
  }

  it('makes all attempts, grades them, and writes what each file is for', { timeout: 240_000 }, async () => {
    await using endpoint = await startHalfRight()
    const end = await desk.run(rollout(endpoint, '--evaluate'), { cwd: desk.path })
    expect(end).toMatchObject({ exitCode: 0 })
    const attempts = lines('attempts.jsonl', attemptSchema)
    expect(attempts.map(({ instanceId, attempt }) => `${instanceId} ${attempt}`).toSorted()).toEqual(
      dataset.ids.flatMap((id) => [`${id} 0`, `${id} 1`]),
    )
    expect(attempts.map(({ turns }) => turns)).toEqual([2, 2, 2, 2, 2, 2])
    expect(attempts.filter(({ resolved }) => resolved === true)).toHaveLength(3)
    expect(lines('predictions.jsonl', z.object({ instance_id: z.string() }))).toHaveLength(3)
    expect(lines('selection.jsonl', z.object({ instanceId: z.string() }))).toHaveLength(3)
    expect(end.stdout).toContain('6 attempts on 3 instances')
    expect(end.stdout).toMatch(/Resolved 50\.0 % of attempts/)
    expect(end.stdout).toMatch(/oracle +\d/)
    for (const request of endpoint.requests) expect(JSON.stringify(request)).not.toContain(hiddenWord)

    const asked = endpoint.requests.length
    const again = await desk.run(rollout(endpoint, '--evaluate'), { cwd: desk.path })
    expect(again).toMatchObject({ exitCode: 0 })
    expect(again.stdout).toContain('(known from before)')
    expect(endpoint.requests).toHaveLength(asked)

    const other = await desk.run(rollout(endpoint, '--max-reflections', '1'), { cwd: desk.path })
    expect(other).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('was begun with another maxReflections') as string,
    })
    for (const [command, id] of [
      ['resume', 'first'],
      ['resume', 'first/own__maths-1'],
      ['apply', 'first/own__maths-1'],
    ] as const)
      expect([command, id, await desk.run([command, id], { cwd: desk.path })]).toMatchObject([
        command,
        id,
        { exitCode: 2, stderr: expect.stringContaining('capuchin: run first') as string },
      ])
    const listed = await desk.run(['export', 'trajectories', '--run', 'first', '--out', 'all.jsonl'], {
      cwd: desk.path,
    })
    expect(listed).toMatchObject({ exitCode: 0 })
    expect(listed.stdout).toContain('6 trajectories')
  })

  it(
    'goes on where it was killed, and asks nothing twice that was answered',
    { timeout: 300_000 },
    async () => {
      await using endpoint = await startHalfRight({ delayMs: 40 })
      const args = rollout(endpoint, '--evaluate')
      let known = 0
      let lost = 0
      for (const laterMs of [100, 400, 300, 200]) {
        const before = endpoint.requests.length
        const cli = desk.start(args, { cwd: desk.path })
        let isOver = false
        void cli.end.then(() => (isOver = true))
        while (!isOver && endpoint.requests.length === before) await sleep(20)
        await sleep(laterMs)
        cli.kill('SIGKILL')
        await cli.end
        const now = await journalledReplies(desk.path)
        lost += endpoint.requests.length - before - (now - known)
        known = now
      }
      const end = await desk.run(args, { cwd: desk.path })
      expect(end).toMatchObject({ exitCode: 0 })
      expect(endpoint.requests.length).toBe(12 + lost)
      const ids = lines('attempts.jsonl', attemptSchema).map(
        ({ instanceId, attempt }) => `${instanceId} ${attempt}`,
      )
      expect(ids.toSorted()).toEqual(dataset.ids.flatMap((id) => [`${id} 0`, `${id} 1`]))
      expect(await findLeftovers(desk)).toEqual(nothingLeft)
    },
  )

  it(
    'ends the attempts of an instance at the first plausible one, and is not made again',
    { timeout: 240_000 },
    async () => {
      await using endpoint = await startHalfRight()
      const args = rollout(endpoint, '--evaluate', '--until', 'plausible', '--test-cmd', 'true')
      const end = await desk.run(args, { cwd: desk.path })
      expect(end).toMatchObject({ exitCode: 0 })
      const made = lines('attempts.jsonl', attemptSchema).filter(({ exit }) => exit.kind !== 'cancelled')
      expect(made.map(({ attempt }) => attempt)).toEqual([0, 0, 0])
      const asked = endpoint.requests.length
      const again = await desk.run(args, { cwd: desk.path })
      expect(again.stdout).toContain('(known from before)')
      expect(endpoint.requests).toHaveLength(asked)
      const analysis = await desk.run(
        ['analyze', 'attempts', '--run', 'first', '--verdicts', 'rollouts/first/verdicts.jsonl'],
        { cwd: desk.path },
      )
      expect(analysis).toMatchObject({ exitCode: 0 })
      expect(analysis.stdout).toContain('3 instances, 3 attempts')
      expect(analysis.stdout).toContain('Chosen and plausible: 3 of 3')
      expect(analysis.stdout).not.toContain('have no verdict')
      expect(analysis.stdout).toContain(
        'All files of the true fix were among those of the chosen attempt: 3 of 3 = 100.0 %',
      )
      renameSync(dataset.file, `${dataset.file}.gone.jsonl`)
      const without = await desk.run(['analyze', 'attempts', '--run', 'first'], { cwd: desk.path })
      expect(without).toMatchObject({ exitCode: 0 })
      expect(without.stdout).toMatch(
        /^Not compared with the true fixes: there is no file .*; --dataset says/m,
      )
      expect(without.stdout).not.toContain('All files of the true fix')
      const named = ['--run', 'first/own__maths-1', '--dataset', `${dataset.file}.gone.jsonl`]
      const one = await desk.run(['analyze', 'attempts', ...named], { cwd: desk.path })
      expect(one.stdout).toContain('among those of the chosen attempt: 1 of 1')
    },
  )

  it('counts what a model that fails leaves nowhere, and says so', { timeout: 240_000 }, async () => {
    await using endpoint = await startFailingModel([{ kind: 'status', status: 500 }])
    const end = await desk.run([...rollout(endpoint), '--json'], { cwd: desk.path })
    const result = z
      .object({ statistics: z.object({ all: z.object({ attempts: z.number(), masked: z.number() }) }) })
      .parse(JSON.parse(end.stdout.trim().split('\n').at(-1) ?? ''))
    expect(result.statistics.all).toMatchObject({ attempts: 0, masked: 6 })
  })
})
