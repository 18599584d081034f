/**
 * The mutation strategy on single-site bugs planted in real projects:
 * `planted-bugs.ts --repos FOLDER [--seconds 60] [--count 20] [--seed 1] [--only PROJECT,...]`.
 *
 * FOLDER holds bare clones; the first three projects of the list below that are there, and pass their tests here, are
 * used. A bug counts when a test of the project fails on it and the suite still ends. A repair is exact when it gives
 * back the file as it was, parentheses and white space aside, and otherwise only plausible.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createLocalProvider, type SandboxProvider } from '../src/sandbox/index.ts'
import { createTempDir } from '../src/std/index.ts'
import { median, repair, type RepairResult } from './repair-run.ts'

/** Projects whose suites run with pytest alone, quick ones first. */
const projects = [
  { repo: 'andialbrecht__sqlparse', source: 'sqlparse', tests: 'tests' },
  { repo: 'mahmoud__boltons', source: 'boltons', tests: 'tests' },
  {
    repo: 'more-itertools__more-itertools',
    source: 'more_itertools',
    // One test that takes longer than all others together.
    tests: '--deselect tests/test_recipes.py::PrimeFunctionTests::test_primes tests',
  },
  { repo: 'psf__requests', source: 'src/requests', tests: 'tests/test_utils.py tests/test_structures.py' },
  {
    repo: 'sympy__sympy',
    source: 'sympy/utilities',
    tests: '--noconftest sympy/utilities/tests/test_iterables.py',
  },
] as const
type Project = (typeof projects)[number]

const { values } = parseArgs({
  options: {
    repos: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
if (values.repos === undefined) {
  console.error(`give --repos FOLDER with bare clones, such as ${projects[0].repo}.git`)
  process.exit(2)
}
const repos = values.repos
const suiteSeconds = 90
const planter = join(import.meta.dirname, 'planted-bugs/plant.py')
const plantSchema = z.object({
  file: z.string(),
  line: z.number(),
  kind: z.string(),
  before: z.string(),
  after: z.string(),
})
type Plant = z.infer<typeof plantSchema>

await main()

interface Row {
  readonly repo: string
  readonly plant: Plant
  readonly result: RepairResult
  /** For each candidate, best first. */
  readonly exact: readonly boolean[]
}

interface Place {
  readonly root: string
  readonly provider: SandboxProvider
}

async function main(): Promise<void> {
  await using temp = await createTempDir('capuchin-planted-')
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  const only = values.only?.split(',') ?? []
  const usable = projects
    .filter(({ repo }) => only.length === 0 || only.some((name) => repo.includes(name)))
    .filter(({ repo }) => existsSync(join(repos, `${repo}.git`)))
    .slice(0, 3)
    .filter((project) => prepare(project, temp.path))
  if (usable.length === 0) throw new Error('no project was found whose tests pass here')
  const rows: Row[] = []
  let seed = Number(values.seed) * 1000
  const mostSeeds = seed + 40 * Number(values.count)
  while (rows.length < Number(values.count) && seed < mostSeeds) {
    const project = usable[rows.length % usable.length]
    if (!project) break
    const row = await runPlanted(project, seed++, { root: temp.path, provider })
    if (row) rows.push(row)
  }
  report(rows, seed - Number(values.seed) * 1000)
}

function report(rows: readonly Row[], planted: number): void {
  const plausible = rows.filter(({ exact }) => exact.length > 0)
  const share = (matches: (row: Row) => boolean): string =>
    `${plausible.filter(matches).length} of ${plausible.length}`
  console.log(
    `\n${rows.length} bugs that tests notice, of ${planted} planted in ${new Set(rows.map(({ repo }) => repo)).size} projects; ` +
      `${values.seconds} s each, seed ${values.seed}: ${plausible.length} plausible; ` +
      `best-ranked patch exact ${share(({ exact }) => exact[0] === true)}, ` +
      `exact at any rank ${share(({ exact }) => exact.includes(true))}; ` +
      `first hit at rank ${median(plausible.map(({ result }) => result.firstAt ?? 0))} (median), ` +
      `${median(rows.map(msPerCandidate)).toFixed(0)} ms a candidate (median)`,
  )
}

/** A checkout with a single commit, kept only when its tests pass. */
function prepare(project: Project, root: string): boolean {
  const path = join(root, project.repo)
  mkdirSync(path, { recursive: true })
  const archive = execFileSync('git', ['--git-dir', join(repos, `${project.repo}.git`), 'archive', 'HEAD'], {
    maxBuffer: 1 << 30,
  })
  execFileSync('tar', ['x', '-C', path], { input: archive })
  execFileSync('git', ['init', '-q', path])
  commit(path, 'base')
  const passes = runTests(project, path) === 'passes'
  if (!passes) console.log(`left out: ${project.repo} ${project.tests} does not pass here`)
  return passes
}

async function runPlanted(project: Project, seed: number, { root, provider }: Place): Promise<Row | null> {
  const path = join(root, project.repo)
  const said = execFileSync('python3', [planter, join(path, project.source), String(seed)], {
    encoding: 'utf8',
  })
  const plant = plantSchema.nullable().parse(JSON.parse(said))
  if (!plant) return null
  try {
    const noticed = runTests(project, path)
    if (noticed !== 'fails') {
      if (noticed === 'hangs') console.log(`(${project.repo} ${describe(plant)}: the suite hangs, left out)`)
      return null
    }
    commit(path, `bug ${seed}`)
    const result = await repair(provider, {
      name: `${project.repo}-${seed}`,
      path,
      testCommand: testCommand(project),
      seconds: Number(values.seconds),
      seed: Number(values.seed),
      suiteMs: suiteSeconds * 1000,
    })
    const file = join(project.source, plant.file)
    const exact = result.candidates.map(({ patch }) => isExact(path, file, patch))
    const row = { repo: project.repo, plant, result, exact }
    sayRow(row)
    return row
  } finally {
    if (subjectOf(path) !== 'base') git(path, 'reset', '-q', '--hard', 'HEAD~1')
    git(path, 'checkout', '-q', '.')
  }
}

function sayRow(row: Row): void {
  const { repo, plant, result, exact } = row
  const rank = exact.indexOf(true)
  const verdict = exact.length === 0 ? 'miss' : rank === 0 ? 'exact' : 'plausible only'
  const better = rank > 0 ? `, exact one ranked ${rank + 1} of ${exact.length}` : ''
  console.log(
    `${repo.replace(/^.*__/, '')} ${describe(plant)}`,
    `\n   ${verdict}${better} (${result.outcome}); space ${result.space}, ${result.tried} tried, first at ${result.firstAt ?? '-'},`,
    `${msPerCandidate(row).toFixed(0)} ms each, ${result.timeouts} timeouts; ${result.detail}`,
    `\n   ${result.candidates[0]?.summary ?? result.reason}`,
  )
}

function describe({ file, line, kind, before, after }: Plant): string {
  return `${file}:${line} ${kind}: ${before} => ${after}`.replaceAll(/\s+/g, ' ')
}

function msPerCandidate({ result }: Row): number {
  return result.searchMs / Math.max(1, result.tried)
}

function testCommand({ tests }: Project): string {
  // An installed copy of the same package must not be what is tested.
  return `PYTHONPATH=.:src python3 -m pytest -q ${tests}`
}

function runTests(project: Project, path: string): 'passes' | 'fails' | 'hangs' {
  const { status, signal } = spawnSync('bash', ['-c', `exec env ${testCommand(project)} -x`], {
    cwd: path,
    timeout: suiteSeconds * 1000,
    killSignal: 'SIGKILL',
  })
  return signal === null ? (status === 0 ? 'passes' : 'fails') : 'hangs'
}

/** True when the patched file has the syntax tree that it had before the bug was planted. */
function isExact(path: string, file: string, patch: string): boolean {
  execFileSync('git', ['-C', path, 'apply', '-'], { input: patch })
  const original = join(path, '..', 'original.py')
  writeFileSync(original, git(path, 'show', `HEAD~1:${file}`))
  const same = execFileSync('python3', [planter, 'same', original, join(path, file)], { encoding: 'utf8' })
  git(path, 'checkout', '-q', '.')
  return same.trim() === 'true'
}

function subjectOf(path: string): string {
  return git(path, 'log', '-1', '--format=%s').trim()
}

function commit(path: string, message: string): void {
  rmSync(join(path, '.pytest_cache'), { recursive: true, force: true })
  git(path, 'add', '-A')
  git(path, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-q', '-m', message)
}

function git(path: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', path, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 })
}
