/**
 * The mutation strategy on the 40 Python programs of QuixBugs:
 * `quixbugs.ts --repos FOLDER [--seconds 60] [--only NAME,...] [--seed 1] [--all]`.
 *
 * FOLDER holds a bare clone, `jkoppel__QuixBugs.git`. Each program becomes a checkout of its own with its visible
 * tests and never the correct version; that one only judges the result, on fresh inputs, after the run is over.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createLocalProvider, type SandboxProvider } from '../src/sandbox/index.ts'
import { createTempDir } from '../src/std/index.ts'
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
const clone = join(values.repos, 'jkoppel__QuixBugs.git')
await main()

interface Row {
  readonly name: string
  readonly result: RepairResult
  /** Of each judged candidate, best first. */
  readonly correct: readonly boolean[]
}

async function main(): Promise<void> {
  const names = programs().filter(
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
  makeCheckout(name, path)
  const task = {
    name,
    path,
    testCommand: 'python3 -m pytest -q',
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  }
  const result = await repair(provider, task)
  const judged = result.candidates.slice(0, values.all ? undefined : 1)
  const correct = judged.map(({ patch }) => isCorrect(name, path, patch))
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

function programs(): readonly string[] {
  return git('ls-tree', '--name-only', 'HEAD', 'python_programs/')
    .split('\n')
    .flatMap((path) => /^python_programs\/(\w+)\.py$/.exec(path)?.[1] ?? [])
    .filter((name) => name !== 'node' && !name.endsWith('_test'))
}

function makeCheckout(name: string, path: string): void {
  const files = [
    `python_programs/${name}.py`,
    'python_programs/node.py',
    `python_testcases/test_${name}.py`,
    'python_testcases/load_testdata.py',
    'python_testcases/node.py',
    'conftest.py',
    ...(hasCases(name) ? [`json_testcases/${name}.json`] : []),
  ]
  for (const file of files) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), git('show', `HEAD:${file}`))
  }
  writeFileSync(join(path, '.gitignore'), '__pycache__/\n.pytest_cache/\n')
  execFileSync('git', ['init', '-q', path])
  execFileSync('git', ['-C', path, 'add', '-A'])
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
  execFileSync('git', ['-C', path, ...identity, 'commit', '-qm', 'base'])
}

function hasCases(name: string): boolean {
  return git('ls-tree', '--name-only', 'HEAD', `json_testcases/${name}.json`) !== ''
}

/** The patch on a fresh checkout, against the correct program, on inputs that no test has. */
function isCorrect(name: string, path: string, patch: string): boolean {
  const correct = join(path, '..', `${name}-correct`)
  mkdirSync(correct, { recursive: true })
  writeFileSync(join(correct, `${name}.py`), git('show', `HEAD:correct_python_programs/${name}.py`))
  writeFileSync(join(correct, 'node.py'), git('show', 'HEAD:correct_python_programs/node.py'))
  execFileSync('git', ['-C', path, 'checkout', '-q', '.'])
  execFileSync('git', ['-C', path, 'apply', '-'], { input: patch })
  const cases = hasCases(name) ? join(path, `json_testcases/${name}.json`) : '-'
  const oracle = join(import.meta.dirname, 'quixbugs/oracle.py')
  const said = execFileSync('python3', [oracle, name, join(path, 'python_programs'), correct, cases, '7'], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  rmSync(correct, { recursive: true, force: true })
  // The last line is the oracle's own JSON; a repaired program may print before it.
  const { same, different } = z
    .object({ same: z.number(), different: z.number() })
    .parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''))
  return different === 0 && same > 0
}

function git(...args: readonly string[]): string {
  return execFileSync('git', ['--git-dir', clone, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 })
}
