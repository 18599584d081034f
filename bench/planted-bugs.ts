/**
 * The mutation strategy on single-site bugs planted in real projects:
 * `planted-bugs.ts --repos FOLDER [--seconds 60] [--count 20] [--seed 1] [--only PROJECT]`.
 *
 * FOLDER holds bare clones. A bug counts when the project's own tests of that module notice it; a repair is called
 * exact when it gives back the file as it was, and otherwise only plausible.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createLocalProvider, type SandboxProvider } from '../src/sandbox/index.ts'
import { createTempDir } from '../src/std/index.ts'
import { median, repair, type RepairResult } from './repair-run.ts'

/** Modules with tests of their own that run with little installed. */
const subjects = [
  { repo: 'psf__requests', file: 'src/requests/utils.py', tests: 'tests/test_utils.py', options: '' },
  {
    repo: 'psf__requests',
    file: 'src/requests/structures.py',
    tests: 'tests/test_structures.py',
    options: '',
  },
  {
    repo: 'sympy__sympy',
    file: 'sympy/utilities/iterables.py',
    tests: 'sympy/utilities/tests/test_iterables.py',
    options: '--noconftest',
  },
  {
    repo: 'sympy__sympy',
    file: 'sympy/core/containers.py',
    tests: 'sympy/core/tests/test_containers.py',
    options: '--noconftest',
  },
] as const
type Subject = (typeof subjects)[number]

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
  console.error('give --repos FOLDER with bare clones of psf__requests and sympy__sympy')
  process.exit(2)
}
const repos = values.repos
const plantSchema = z
  .object({ line: z.number(), kind: z.string(), before: z.string(), after: z.string() })
  .nullable()

await main()

interface Row {
  readonly result: RepairResult
  readonly exact: boolean
}

async function main(): Promise<void> {
  await using temp = await createTempDir('capuchin-planted-')
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  const usable = subjects.filter(
    (subject) =>
      (values.only === undefined || subject.repo.includes(values.only)) && prepare(subject, temp.path),
  )
  if (usable.length === 0) throw new Error('no project has tests that pass here')
  const rows: Row[] = []
  let seed = Number(values.seed) * 1000
  const mostSeeds = seed + 40 * Number(values.count)
  while (rows.length < Number(values.count) && seed < mostSeeds) {
    const subject = usable[rows.length % usable.length]
    if (!subject) break
    const row = await runPlanted(subject, seed++, { root: temp.path, provider })
    if (row) rows.push(row)
  }
  const plausible = rows.filter(({ result }) => result.candidates.length > 0)
  console.log(
    `\n${rows.length} planted bugs in ${new Set(usable.map(({ repo }) => repo)).size} projects, ${values.seconds} s each, seed ${values.seed}: ` +
      `${plausible.length} plausible, ${rows.filter(({ exact }) => exact).length} with the best-ranked patch exact; ` +
      `median ${median(rows.map(({ result }) => result.searchMs / Math.max(1, result.tried))).toFixed(0)} ms a candidate`,
  )
}

/** A checkout with a single commit, kept only when its tests pass. */
function prepare(subject: Subject, root: string): boolean {
  const path = join(root, subject.repo)
  mkdirSync(path, { recursive: true })
  const archive = execFileSync('git', ['--git-dir', join(repos, `${subject.repo}.git`), 'archive', 'HEAD'], {
    maxBuffer: 1 << 30,
  })
  execFileSync('tar', ['x', '-C', path], { input: archive })
  execFileSync('git', ['init', '-q', path])
  commit(path, 'base')
  const passes = runTests(subject, path)
  if (!passes) console.log(`left out: ${subject.repo} ${subject.tests} does not pass here`)
  return passes
}

async function runPlanted(
  subject: Subject,
  seed: number,
  { root, provider }: { readonly root: string; readonly provider: SandboxProvider },
): Promise<Row | null> {
  const path = join(root, subject.repo)
  const file = join(path, subject.file)
  const original = readFileSync(file, 'utf8')
  const plant = execFileSync(
    'python3',
    [join(import.meta.dirname, 'planted-bugs/plant.py'), file, String(seed), '1', '100000'],
    { encoding: 'utf8' },
  )
  const planted = plantSchema.parse(JSON.parse(plant))
  try {
    if (!planted || runTests(subject, path)) return null
    commit(path, `bug ${seed}`)
    const result = await repair(provider, {
      name: `${subject.repo}-${seed}`,
      path,
      testCommand: testCommand(subject),
      seconds: Number(values.seconds),
      seed: Number(values.seed),
    })
    const [best] = result.candidates
    const exact = best !== undefined && patched(path, file, best.patch) === original
    console.log(
      `${subject.repo} ${subject.file}:${planted.line} ${planted.kind}: ${planted.before} => ${planted.after}`.replaceAll(
        /\s+/g,
        ' ',
      ),
      `\n   ${result.outcome}${exact ? ' exact' : ''}, ${result.tried} tried, first at ${result.firstAt ?? '-'}, ${result.timeouts} timeouts,`,
      `${(result.searchMs / Math.max(1, result.tried)).toFixed(0)} ms each; ${best?.summary ?? result.reason} (${result.detail})`,
    )
    return { result, exact }
  } finally {
    writeFileSync(file, original)
    commit(path, 'base')
  }
}

function testCommand({ options, tests }: Subject): string {
  // An installed copy of the same package must not be what is tested.
  return `PYTHONPATH=.:src python3 -m pytest -q ${options} ${tests}`.replaceAll(/ +/g, ' ')
}

function runTests(subject: Subject, path: string): boolean {
  const { status } = spawnSync('bash', ['-c', testCommand(subject)], {
    cwd: path,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  return status === 0
}

function patched(path: string, file: string, patch: string): string {
  execFileSync('git', ['-C', path, 'apply', '-'], { input: patch })
  const text = readFileSync(file, 'utf8')
  execFileSync('git', ['-C', path, 'checkout', '-q', '.'])
  return text
}

function commit(path: string, message: string): void {
  rmSync(join(path, '.pytest_cache'), { recursive: true, force: true })
  execFileSync('git', ['-C', path, 'add', '-A'])
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
  execFileSync('git', ['-C', path, ...identity, 'commit', '-q', '--allow-empty', '-m', message])
}
