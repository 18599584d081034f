import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeAnswer } from '../../src/llm/fake-endpoints.ts'
import { createRandom } from '../../src/std/index.ts'
import {
  essence,
  needsSandbox,
  openDesk,
  readSolveOutput,
  useDesk,
  type CliEnd,
  type SolveOutput,
} from './command-line.ts'
import { journalledReplies, killAfter } from './killed-run.ts'
import { findLeftovers, nothingLeft, type Leftovers } from './leftovers.ts'
import { editBlock, startModel, startToolModel, type ModelEndpoint } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const attempts = 2
const replies = [
  'To see what it does I need\n\ncalc.py\n',
  editBlock('calc.py', '    return a - b', '    return a * b'),
  editBlock('calc.py', '    return a * b', '    return a + b'),
]
/** Cheap checks: what is tried here is the journal, not the tests. */
const checks = [
  '--fail-cmd',
  "grep -q 'a + b' calc.py",
  '--test-cmd',
  "grep -q 'a / 2' calc.py",
  '--attempts',
  `${attempts}`,
]

describe('a run that is killed', () => {
  let reference: SolveOutput
  let lines: number
  beforeEach(needsSandbox)

  const solveByModel = (model: ModelEndpoint) => ['solve', pythonSumIssue, '--model', model.model, ...checks]

  it('ends as it would have, and asks nothing twice that was answered', { timeout: 400_000 }, async () => {
    await using model = await startModel(replies, { delayMs: 60 })
    const whole = await solveWhole(solveByModel(model))
    ;({ reference, lines } = whole)
    expect(reference.result.status).toBe('done')
    expect(model.requests).toHaveLength(attempts * replies.length)

    const moments = Array.from({ length: 20 }, (_, seed) => momentOf(seed, lines))
    const seen: Killed[] = []
    const lane = async (): Promise<void> => {
      for (let next = moments.shift(); next; next = moments.shift()) {
        await using own = await startModel(replies, { delayMs: 60 })
        seen.push(await killAndResume(solveByModel(own), { moment: next, endpoint: own }))
      }
    }
    await Promise.all([lane(), lane()])
    for (const { moment, end, asked, journalled, leftovers } of seen) {
      const { result } = readSolveOutput(end)
      const usage = result.usage
      expect({ moment, ...essence(result), usage }).toEqual({
        moment,
        ...essence(reference.result),
        usage: reference.result.usage,
      })
      const whole = attempts * replies.length
      expect({ moment, askedAgain: asked.after - (whole - journalled) }).toEqual({ moment, askedAgain: 0 })
      expect(asked.before - journalled).toBeLessThanOrEqual(attempts)
      expect({ moment, leftovers }).toEqual({ moment, leftovers: nothingLeft })
    }
    // The moments must have fallen into the middle of things, not all before or behind them.
    expect(seen.filter(({ journalled }) => journalled > 0 && journalled < 6).length).toBeGreaterThan(3)
  })

  it('goes on in the files and the shell of a tool-agent', { timeout: 400_000 }, async () => {
    const answers: readonly FakeAnswer[] = [
      bash('mkdir -p /tmp/own && export HERE=tests && cd $HERE && date +%s%N > stamp.txt'),
      bash('pwd | grep -q tests$ && echo "in $HERE" && cp stamp.txt /tmp/own/'),
      bash('sleep 0.3; cmp stamp.txt /tmp/own/stamp.txt || true; cd ..'),
      {
        kind: 'tool-call',
        name: 'str_replace_editor',
        input: { command: 'str_replace', path: 'calc.py', old_str: 'a - b', new_str: 'a + b' },
      },
      bash('rm tests/stamp.txt; git diff --stat | cat; echo $HERE'),
      { kind: 'tool-call', name: 'finish', input: { message: 'done' } },
    ]
    const solve = (model: ModelEndpoint) => [...solveByModel(model), '--strategy', 'tool-agent']
    await using model = await startToolModel(answers, { delayMs: 40 })
    const whole = await solveWhole(solve(model))
    expect(whole.reference.result.status).toBe('done')
    let inTheMiddle = 0
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      await using own = await startToolModel(answers, { delayMs: 40 })
      const moment = momentOf(seed, whole.lines)
      const { end, asked, journalled, leftovers } = await killAndResume(solve(own), { moment, endpoint: own })
      expect({ seed, ...essence(readSolveOutput(end).result) }).toEqual({
        seed,
        ...essence(whole.reference.result),
      })
      const askedAgain = asked.after - (attempts * answers.length - journalled)
      expect({ seed, askedAgain, leftovers }).toEqual({ seed, askedAgain: 0, leftovers: nothingLeft })
      if (journalled > 1 && journalled < attempts * answers.length) inTheMiddle += 1
    }
    expect(inTheMiddle).toBeGreaterThan(3)
  })

  it('ends as it would have without a model too', { timeout: 200_000 }, async () => {
    const args = ['solve', pythonSumIssue, '--strategy', 'mutation', '--max-plausible', '1']
    const whole = await solveWhole(args)
    for (const seed of [1, 2, 3, 4]) {
      const { end, leftovers } = await killAndResume(args, { moment: momentOf(seed, whole.lines) })
      expect({ seed, ...essence(readSolveOutput(end).result) }).toEqual({
        seed,
        ...essence(whole.reference.result),
      })
      expect({ seed, leftovers }).toEqual({ seed, leftovers: nothingLeft })
    }
  })
})

describe('a run that is interrupted', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })

  it('stops cleanly, says how to go on, and does', async () => {
    await using model = await startModel(replies, { delayMs: 300 })
    const run = desk.start(['solve', pythonSumIssue, '--model', model.model, ...checks, '--json'], { cwd })
    await run.says('"files-added"')
    run.kill('SIGINT')
    const end = await run.end
    expect(end.exitCode).toBe(130)
    const { runId, result } = readSolveOutput(end)
    expect(result.status).toBe('cancelled')
    expect(end.stderr).toContain('capuchin resume')
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
    const resumed = await desk.run(['resume', runId, '--json'], { cwd })
    expect(readSolveOutput(resumed).result.status).toBe('done')
  })

  it('is killed by a second signal', async () => {
    const hang = ['solve', '--test-cmd', 'sleep 60', '--strategy', 'mutation']
    const run = desk.start(hang, { cwd })
    await run.says('run 2')
    run.kill('SIGINT')
    await run.says('stopping')
    run.kill('SIGINT')
    expect(await run.end).toMatchObject({ exitCode: 130 })
    expect((await desk.run(['runs'], { cwd })).stdout).toMatch(/interrupted|cancelled/)
  })
})

function bash(command: string): FakeAnswer {
  return { kind: 'tool-call', name: 'bash', input: { command } }
}

interface Moment {
  readonly lines: number
  readonly laterMs: number
}

function momentOf(seed: number, lines: number): Moment {
  const random = createRandom(seed)
  return { lines: 1 + random.below(lines - 1), laterMs: random.below(80) }
}

interface Killed {
  readonly moment: Moment
  readonly end: CliEnd
  readonly asked: { readonly before: number; readonly after: number }
  readonly journalled: number
  readonly leftovers: Leftovers
}

async function killAndResume(
  args: readonly string[],
  { moment, endpoint }: { readonly moment: Moment; readonly endpoint?: ModelEndpoint },
): Promise<Killed> {
  await using desk = await openDesk()
  const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  const run = desk.start([...args, '--json'], { cwd })
  await killAfter(run, moment)
  const before = endpoint?.requests.length ?? 0
  const journalled = await journalledReplies(cwd)
  const end = await desk.run(['resume', 'last', '--json'], { cwd })
  const after = (endpoint?.requests.length ?? 0) - before
  const leftovers = await findLeftovers(desk)
  return { moment, end, asked: { before, after }, journalled, leftovers }
}

async function solveWhole(args: readonly string[]): Promise<{ reference: SolveOutput; lines: number }> {
  await using desk = await openDesk()
  const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  const end = await desk.run([...args, '--json'], { cwd })
  return { reference: readSolveOutput(end), lines: end.stdout.trimEnd().split('\n').length }
}
