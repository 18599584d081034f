/**
 * The mutation strategy on the 40 Python programs of QuixBugs:
 * `quixbugs.ts --repos FOLDER [--seconds 60] [--only NAME,...] [--seed 1] [--all]`.
 *
 * FOLDER holds a bare clone, `jkoppel__QuixBugs.git`. Each program becomes a checkout of its own with its visible
 * tests and never the correct version; that one only judges the result, on fresh inputs, after the run is over.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLocalProvider, type SandboxProvider } from '../src/sandbox/index.ts'
import { createTempDir } from '../src/std/index.ts'
import { openPrograms } from './quixbugs/programs.ts'
import { median, repair, type RepairResult } from './repair-run.ts'

const { values } = parseArgs({
  options: {
    repos: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Judge every plausible patch, not only the first. */
    all: { type: 'boolean', default: false },
  },
})
if (values.repos === undefined) {
  console.error('give --repos FOLDER with a bare clone jkoppel__QuixBugs.git')
  process.exit(2)
}
const programs = openPrograms(join(values.repos, 'jkoppel__QuixBugs.git'))
await main()

interface Row {
  readonly name: string
  readonly result: RepairResult
  /** Of each judged candidate, best first. */
  readonly correct: readonly boolean[]
}

async function main(): Promise<void> {
  const names = programs.names.filter(
    (name) => values.only === undefined || values.only.split(',').includes(name),
  )
  await using temp = await createTempDir('capuchin-quixbugs-')
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  console.log(
    'program'.padEnd(28),
    'outcome'.padEnd(10),
    'correct',
    '  space   tried  first  t/outs  ms/cand',
    ' best patch',
  )
  const rows: Row[] = []
  for (const name of names) rows.push(await runProgram(name, { root: temp.path, provider }))
  const plausible = rows.filter(({ result }) => result.candidates.length > 0)
  const correct = rows.filter((row) => row.correct[0])
  console.log(
    `\n${rows.length} programs, ${values.seconds} s each, seed ${values.seed}: ${plausible.length} plausible, ` +
      `${correct.length} of them correct on fresh inputs (best-ranked patch)` +
      (values.all
        ? `, ${rows.filter((row) => row.correct.some(Boolean)).length} with a correct patch at any rank`
        : '') +
      `; median ${median(rows.map(({ result }) => result.searchMs / Math.max(1, result.tried))).toFixed(0)} ms a candidate`,
  )
}

async function runProgram(
  name: string,
  { root, provider }: { readonly root: string; readonly provider: SandboxProvider },
): Promise<Row> {
  const path = join(root, name)
  programs.makeCheckout(name, path)
  const task = {
    name,
    path,
    testCommand: 'python3 -m pytest -q',
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  }
  const result = await repair(provider, task)
  const judged = result.candidates.slice(0, values.all ? undefined : 1)
  const correct = judged.map(({ patch }) => programs.isCorrect(name, path, patch))
  const [best] = result.candidates
  console.log(
    name.padEnd(28),
    result.outcome.padEnd(10),
    (correct.length === 0 ? '-' : correct.map((each) => (each ? 'y' : 'n')).join('')).padEnd(7),
    String(result.space).padStart(7),
    String(result.tried).padStart(7),
    String(result.firstAt ?? '-').padStart(6),
    String(result.timeouts).padStart(7),
    (result.searchMs / Math.max(1, result.tried)).toFixed(0).padStart(8),
    ` ${best?.summary ?? result.reason}`,
  )
  rmSync(path, { recursive: true, force: true })
  return { name, result, correct }
}
