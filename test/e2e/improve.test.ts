import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../src/std/index.ts'
import { needsSandbox, useDesk } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { layDataset } from './own-dataset.ts'

const reportSchema = z.object({
  best: z.number(),
  rounds: z.array(
    z.object({
      round: z.number(),
      learned: z.object({ sampled: z.number(), instances: z.number() }).nullable(),
      score: z.object({ attempts: z.object({ value: z.number() }) }),
      promoted: z.boolean(),
    }),
  ),
})

describe('capuchin improve', () => {
  const desk = useDesk(needsSandbox)

  function lay(): readonly string[] {
    const dataset = layDataset(join(desk.path, 'data'), 4, { shown: true })
    const [first, second, third, fourth] = dataset.ids
    writeFileSync(join(desk.path, 'train.txt'), `${first}\n${second}\n`)
    writeFileSync(join(desk.path, 'eval.txt'), `${third}\n${fourth}\n`)
    const ids = '--run-id own --train-ids train.txt --eval-ids eval.txt --rounds 2 --cap 1'
    const how = '--strategy mutation --attempts 2 --max-trials 40 -j 2 --instance-retries 1'
    const command = ['--test-cmd', 'python3 -m unittest discover -s tests -t .']
    return ['improve', dataset.file, ...`${ids} ${how}`.split(' '), ...command, ...dataset.places]
  }

  it(
    'learns in rounds, says what each is worth, and goes on in any phase that it was killed in',
    { timeout: 400_000 },
    async () => {
      const args = lay()
      for (const phase of [
        'round 0, eval',
        'round 1, train',
        'round 1, learn',
        'round 2, train',
        'round 2, eval',
      ]) {
        const cli = desk.start(args, { cwd: desk.path })
        await cli.says(phase)
        await sleep(400)
        cli.kill('SIGKILL')
        await cli.end
      }
      const end = await desk.run(args, { cwd: desk.path })
      expect(end).toMatchObject({ exitCode: 0 })
      const { rounds } = reportSchema.parse(
        JSON.parse(readFileSync(join(desk.path, 'improve/own/report.json'), 'utf8')),
      )
      expect(rounds.map(({ round, learned }) => [round, learned])).toEqual([
        [0, null],
        [1, { sampled: 2, instances: 2 }],
        [2, { sampled: 2, instances: 2 }],
      ])
      expect(rounds.map(({ promoted }) => promoted)).toEqual([true, true, true])
      expect(end.stdout).toContain('instances of both kinds are from own/maths')
      expect(await findLeftovers(desk)).toEqual(nothingLeft)
    },
  )

  it('refuses to measure on what it learns from', { timeout: 60_000 }, async () => {
    const args = lay()
    writeFileSync(join(desk.path, 'eval.txt'), 'own__maths-1\n')
    expect(await desk.run(args, { cwd: desk.path })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('are to be learned from and measured on: own__maths-1') as string,
    })
  })
})
