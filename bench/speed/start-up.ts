import { join, resolve } from 'node:path'
import { runProcess } from '../../src/std/index.ts'

const entry = resolve(import.meta.dirname, '../../dist/cli/main.js')

export interface StartUpFigure {
  readonly what: string
  readonly medianMs: number
  readonly floorMs: number
  /** Times the floor. */
  readonly aim: number
}

const commands: readonly { readonly what: string; readonly args: readonly string[] }[] = [
  { what: 'capuchin --help', args: ['--help'] },
  { what: 'capuchin solve --help', args: ['solve', '--help'] },
  // A text without results, so that nothing but starting is measured.
  { what: 'capuchin parse-log', args: ['parse-log', '--parser', 'parse_log_pytest', entry] },
]

/** Wall time of starting the built program, against Node doing nothing; rounds are interleaved. */
export async function measureStartUp(rounds: number): Promise<readonly StartUpFigure[]> {
  const floor: number[] = []
  const taken = commands.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    floor.push(await timeNode(['-e', '0']))
    for (const [index, { args }] of commands.entries()) taken[index]?.push(await timeNode([entry, ...args]))
  }
  const floorMs = median(floor)
  return commands.map(({ what }, index) => ({
    what,
    medianMs: median(taken[index] ?? []),
    floorMs,
    aim: 2.5,
  }))
}

async function timeNode(args: readonly string[]): Promise<number> {
  const { exitCode, durationMs, stderr } = await runProcess(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', HOME: join(import.meta.dirname, 'no-home') },
  })
  if (exitCode !== 0)
    throw new Error(`node ${args.join(' ')} exited ${exitCode}: ${new TextDecoder().decode(stderr)}`)
  return durationMs
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
