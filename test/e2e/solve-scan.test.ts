import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { essence, needsSandbox, openDesk, readSolveOutput, useDesk, type CliEnd } from './command-line.ts'
import { journalledReplies } from './killed-run.ts'
import {
  editBlock,
  purposeOf,
  startScanModel,
  textOf,
  type ModelEndpoint,
  type Purpose,
} from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue, type SampleFiles } from './sample-repositories.ts'

const modules = Array.from({ length: 12 }, (_, at) => `shop/part_${String(at).padStart(2, '0')}.py`)
const project: SampleFiles = {
  ...pythonSum,
  'shop/empty.py': '',
  'shop/latin.py': Uint8Array.of(35, 32, 233, 10),
  ...Object.fromEntries(modules.map((path, at) => [path, `def part_${at}(x):\n    return x + ${at}\n`])),
}
const script = {
  relevant: (path: string) => path === 'calc.py' || path === 'shop/part_03.py',
  ranking: ['./calc.py', 'shop/part_03.py', 'shop/invented.py'],
  edit: editBlock('calc.py', '    return a - b', '    return a + b'),
}
/** Files that can be judged: calc.py and the parts. */
const files = modules.length + 1
const rankings = 3
const checks = ['--fail-cmd', "grep -q 'a + b' calc.py", '--test-cmd', "grep -q 'a / 2' calc.py"]

function count({ requests }: ModelEndpoint): Readonly<Record<Purpose, number>> {
  const counts = { scan: 0, ranking: 0, attempt: 0 }
  for (const request of requests) counts[purposeOf(request)] += 1
  return counts
}

describe('capuchin solve --context scan', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), project)
  })
  const solve = (model: string, ...more: readonly string[]): Promise<CliEnd> =>
    desk.run(['solve', pythonSumIssue, '--model', model, '--context', 'scan', '--json', ...checks, ...more], {
      cwd,
    })

  it('scans once for all attempts, and shows each the same files from the start', async () => {
    await using one = await startScanModel(script)
    const single = readSolveOutput(await solve(one.model))
    await using ten = await startScanModel(script)
    const many = readSolveOutput(await solve(ten.model, '--attempts', '10'))
    expect(count(one)).toEqual({ scan: files, ranking: rankings, attempt: 1 })
    expect(count(ten)).toEqual({ scan: files, ranking: rankings, attempt: 10 })
    for (const { result } of [single, many]) {
      expect(result.status).toBe('done')
      expect(result.context).toMatchObject({
        files: [
          { path: 'calc.py', score: 0 },
          { path: 'shop/part_03.py', score: 0.5 },
        ],
        relevant: 2,
        notRelevant: files - 2,
        empty: 1,
        unreadable: ['shop/latin.py'],
        rankings: 3,
        invented: ['shop/invented.py'],
        fallback: null,
      })
    }
    const shown = ten.requests.filter((request) => purposeOf(request) === 'attempt').map(textOf)
    expect(shown.every((text) => text.includes('def add') && text.includes('return x + 3'))).toBe(true)
    expect(shown.some((text) => text.includes('return x + 4'))).toBe(false)
    // A reply costs 100 tokens in and 7 out at this endpoint.
    expect(many.result.usage.inputTokens).toBe((files + rankings + 10) * 100)
    expect(single.events).toContainEqual(
      expect.objectContaining({ type: 'run-note', text: expect.stringContaining('latin.py') as string }),
    )
  })

  it('reads only what is likeliest without a model, when it is told to', async () => {
    await using model = await startScanModel(script)
    const { result } = readSolveOutput(await solve(model.model, '--scan', 'top:6'))
    // Two of the six, equal to others and before them by name, hold nothing to judge; one relevant file needs no ranking.
    expect(count(model)).toEqual({ scan: 4, ranking: 0, attempt: 1 })
    expect(result.context?.files[0]?.path).toBe('calc.py')
  })

  it('lets another model do the scan', async () => {
    await using cheap = await startScanModel(script)
    await using strong = await startScanModel(script)
    await solve(strong.model, '--scan-model', cheap.model)
    expect({ cheap: count(cheap), strong: count(strong) }).toEqual({
      cheap: { scan: files, ranking: 0, attempt: 0 },
      strong: { scan: 0, ranking: rankings, attempt: 1 },
    })
  })

  it('cuts to --context-tokens', async () => {
    await using model = await startScanModel(script)
    const { result } = readSolveOutput(await solve(model.model, '--context-tokens', '20'))
    expect(result.context).toMatchObject({ files: [{ path: 'shop/part_03.py' }], didNotFit: ['calc.py'] })
  })

  it.each<[readonly string[], RegExp]>([
    [['--scan', 'top:5'], /--scan says how the scan goes, and there is none\n.*--context scan/],
    [['--rankings', '5'], /--rankings says/],
    [['--context', 'scan', '--strategy', 'mutation'], /the mutation strategy has no model/],
    [
      ['--context', 'scan', '--scan', 'top:0', '--model', 'm@http://127.0.0.1:1/v1'],
      /write 'all' or 'top:N'/,
    ],
    [['--context', 'scan', '--flow', 'v0.35', '--model', 'm@http://127.0.0.1:1/v1'], /no use/],
  ])('refuses %j in one sentence', async (flags, sentence) => {
    const end = await desk.run(['solve', pythonSumIssue, ...flags], { cwd })
    expect(end.exitCode).toBe(2)
    expect(end.stderr).toMatch(sentence)
  })
})

describe('a run that is killed in its scan', () => {
  beforeEach(needsSandbox)

  it('sends no answered call again, and ends as it would have', { timeout: 200_000 }, async () => {
    const args = ['solve', pythonSumIssue, '--context', 'scan', '--json', ...checks]
    const whole = await startScanModel(script)
    const reference = readSolveOutput(await solveIn(args, whole))
    await whole[Symbol.asyncDispose]()
    const kept: number[] = []
    for (const kills of [2, 7, files + 1]) {
      await using model = await startScanModel({ ...script, delayMs: 150 })
      await using desk = await openDesk()
      const cwd = makeRepository(join(desk.path, 'project'), project)
      const flags = ['--model', model.model, '--requests-per-minute', '600']
      const run = desk.start([...args, ...flags], { cwd })
      while (model.requests.length < kills) await new Promise((resolve) => setTimeout(resolve, 5))
      run.kill('SIGKILL')
      await run.end
      const before = model.requests.length
      const journalled = await journalledReplies(cwd)
      kept.push(journalled)
      const resumed = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
      const after = model.requests.length - before
      expect({ kills, again: after - (files + rankings + 1 - journalled) }).toEqual({ kills, again: 0 })
      expect({ kills, ...essence(resumed.result) }).toEqual({ kills, ...essence(reference.result) })
      expect(resumed.result.context).toEqual(reference.result.context)
      expect(resumed.result.usage).toEqual(reference.result.usage)
    }
    // At least one of them was killed with some files judged and others not.
    expect(kept.filter((replies) => replies > 0 && replies < files)).not.toEqual([])
  })
})

async function solveIn(args: readonly string[], model: ModelEndpoint): Promise<CliEnd> {
  await using desk = await openDesk()
  const cwd = makeRepository(join(desk.path, 'project'), project)
  return await desk.run([...args, '--model', model.model], { cwd })
}
