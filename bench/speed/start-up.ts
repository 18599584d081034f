import { join, resolve } from 'node:path'
import { runProcess } from '../../src/std/index.ts'

const entry = resolve(import.meta.dirname, '../../dist/cli/main.js')

export interface StartUpFigure {
  readonly what: string
  readonly medianMs: number
  readonly floorMs: number
  readonly aim: number | null
}

/** Wall time of starting the built program, against Node doing nothing; rounds are interleaved. */
export async function measureStartUp(rounds: number): Promise<readonly StartUpFigure[]> {
  const empty = ['-e', '0']
  const lines = { '--help': [entry, '--help'], 'solve --help': [entry, 'solve', '--help'] }
  const floor: number[] = []
  const taken = { '--help': [] as number[], 'solve --help': [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    floor.push(await timeNode(empty))
    taken['--help'].push(await timeNode(lines['--help']))
    taken['solve --help'].push(await timeNode(lines['solve --help']))
  }
  const floorMs = median(floor)
  return [
    { what: 'capuchin --help', medianMs: median(taken['--help']), floorMs, aim: 2.5 },
    { what: 'capuchin solve --help', medianMs: median(taken['solve --help']), floorMs, aim: null },
  ]
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
