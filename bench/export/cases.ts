import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { convertTrajectories, exportRunTrajectories, exportSft } from '../../src/app/index.ts'
import { openStore } from '../../src/store/index.ts'

export interface ExportCase {
  readonly name: string
  readonly large: boolean
}

interface Measured {
  readonly rows: number
  readonly seconds: number
}

type Work = (folder: string) => Promise<() => Promise<number>>

const redact = (text: string): string => text

/** Prepares in a folder, and gives what is measured, which says how many rows it made. */
const works: Readonly<Record<string, Work>> = {
  'nothing, all code loaded': () => Promise.resolve(() => Promise.resolve(0)),
  'sft rows of 1,000 attempts': sftOf({ trajectories: 1_000, steps: 5 }),
  'sft rows of 10,000 attempts': sftOf({ trajectories: 10_000, steps: 5 }),
  'sft rows of 100,000 attempts': sftOf({ trajectories: 100_000, steps: 5 }),
  'sft rows of 200,000 attempts': sftOf({ trajectories: 200_000, steps: 5 }),
  'sft row of one attempt of 1,000 steps': sftOf({ trajectories: 1, steps: 1_000 }),
  'sft row of one attempt of 10,000 steps': sftOf({ trajectories: 1, steps: 10_000 }),
  'sft rows of 20 attempts of 10,000 steps': sftOf({ trajectories: 20, steps: 10_000 }),
  'atif of 20 attempts of 10,000 steps': convertedTo('atif', { trajectories: 20, steps: 10_000 }),
  'stored run of 1,000 steps': storedRun(1_000),
  'stored run of 10,000 steps': storedRun(10_000),
}

export const exportCases: readonly ExportCase[] = Object.keys(works).map((name) => ({
  name,
  large: /0,000/.test(name),
}))

export async function runExportCase(name: string, folder: string): Promise<Measured> {
  const work = await works[name]?.(folder)
  if (!work) throw new Error(`there is no case '${name}'`)
  const started = performance.now()
  const rows = await work()
  return { rows, seconds: (performance.now() - started) / 1_000 }
}

interface Size {
  readonly trajectories: number
  readonly steps: number
}

/** Made by another process, so that its memory does not count. */
function makeApart(script: string, ...args: readonly (string | number)[]): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, script), ...args.map(String)],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
}

function sftOf({ trajectories, steps }: Size): Work {
  return (folder) => {
    const file = join(folder, 'trajectories.jsonl')
    makeApart('made-trajectories.ts', file, trajectories, steps)
    return Promise.resolve(async () => {
      const { rows } = await exportSft({
        files: [file],
        out: join(folder, 'rows'),
        format: 'axolotl',
        unit: 'conversation',
        unresolved: false,
        keepCheating: false,
        perInstance: null,
        fraction: 1,
        order: 'random',
        seed: 42,
        overlong: 'drop',
        redact,
      })
      return rows
    })
  }
}

function convertedTo(format: string, { trajectories: count, steps }: Size): Work {
  return (folder) => {
    const file = join(folder, 'trajectories.jsonl')
    makeApart('made-trajectories.ts', file, count, steps)
    return Promise.resolve(async () => {
      const { trajectories } = await convertTrajectories({
        files: [file],
        from: 'capuchin',
        format,
        out: join(folder, 'out'),
        redact,
      })
      return trajectories
    })
  }
}

function storedRun(steps: number): Work {
  return (folder) => {
    makeApart('made-run.ts', join(folder, 'store'), steps)
    return Promise.resolve(async () => {
      await using store = await openStore(join(folder, 'store'))
      const { calls } = await exportRunTrajectories(store, {
        runs: ['r'],
        out: join(folder, 'trajectories.jsonl'),
        format: 'capuchin',
        exporter: '',
        redact,
      })
      return calls
    })
  }
}
