import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readTrajectoryFile } from '../../src/app/export/trajectory-file.ts'
import { callsOf, type Trajectory } from '../../src/domain/index.ts'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { journalledReplies, killAfter } from './killed-run.ts'
import { editBlock, startModel } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const replies = [
  'To see what it does I need\n\ncalc.py\n',
  editBlock('calc.py', '    return a - b', '    return a * b'),
  editBlock('calc.py', '    return a * b', '    return a + b'),
]

const desk = useDesk(needsSandbox)

it('an attempt that was killed twice took the time of its work, and its replies are of when they were made', async () => {
  const cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  await using model = await startModel(replies, { delayMs: 600 })
  const checks = ['--fail-cmd', "grep -q 'a + b' calc.py", '--test-cmd', "grep -q 'a / 2' calc.py"]
  const kills: { readonly at: number; readonly journalled: number }[] = []
  const killAt = async (args: readonly string[], said: string): Promise<void> => {
    const run = desk.start([...args, '--json'], { cwd })
    await run.says(said)
    await killAfter(run, { lines: 0, laterMs: 0 })
    kills.push({ at: Date.now(), journalled: await journalledReplies(cwd) })
  }
  await killAt(['solve', pythonSumIssue, '--model', model.model, ...checks], '"files-added"')
  await killAt(['resume', 'last'], '"edit-applied"')
  const { result, events } = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
  expect(result.status).toBe('done')

  const { head, steps, end } = await exported(cwd)
  const replyTimes = callsOf({ steps }).map(({ at }) => at ?? 0)
  const between = kills.map(({ at }) => replyTimes.filter((time) => time < at).length)
  expect(between).toEqual(kills.map(({ journalled }) => journalled))
  expect(replyTimes).toEqual(replyTimes.toSorted((a, b) => a - b))
  expect(head.startedAt).toBeLessThan(replyTimes[0] ?? 0)

  const pauses = events.flatMap((event) =>
    event.type === 'attempt' && event.event.type === 'resumed' ? [event.event.awayMs] : [],
  )
  expect(pauses).toHaveLength(2)
  const wholeMs = (end.endedAt ?? 0) - (head.startedAt ?? 0)
  expect(end.durationMs).toBe(wholeMs - pauses.reduce((sum, ms) => sum + ms, 0))
  const inCalls = callsOf({ steps }).reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)
  expect(end.durationMs).toBeGreaterThanOrEqual(inCalls)
})

async function exported(cwd: string): Promise<Trajectory> {
  const out = join(desk.path, 'trajectories.jsonl')
  await desk.run(['export', 'trajectories', '--run', 'last', '--out', out], { cwd })
  for await (const { trajectory } of readTrajectoryFile(out)) return trajectory
  throw new Error('there is no trajectory')
}
