/**
 * Plausible and correct: the mutation strategy on programs half of whose test cases are hidden, and what selectors that
 * need no model make of the many patches that pass the other half: `npm run bench:plausible -- --repos FOLDER --out FILE
 * [--seconds 40] [--most 30] [--seed 1] [--only NAME,...]`.
 *
 * FOLDER holds a bare clone, `jkoppel__QuixBugs.git`; programs whose tests are cases of data take part. A patch is
 * correct if it does as the correct program does on all cases and on fresh inputs. OUT gets a line for each program, as
 * `capuchin analyze selection` reads it; programs that are there already are not run again.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { analyzeSelection } from '../src/app/index.ts'
import { createCodeFinder } from '../src/repo/index.ts'
import { createLocalProvider, type SandboxProvider } from '../src/sandbox/index.ts'
import {
  createExecutor,
  defaultObserveOptions,
  observePool,
  rankClasses,
  type Observations,
} from '../src/selection/index.ts'
import { createTempDir } from '../src/std/index.ts'
import { createSyntax } from '../src/syntax/index.ts'
import { createSandboxFileTree } from '../src/workspace/index.ts'
import { openPrograms } from './quixbugs/programs.ts'
import { repair } from './repair-run.ts'

const { values } = parseArgs({
  options: {
    repos: { type: 'string' },
    out: { type: 'string' },
    seconds: { type: 'string', default: '40' },
    /** Patches of a program, those that the strategy ranks first. */
    most: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const { repos, out } = values
if (repos === undefined || out === undefined) {
  console.error('give --repos FOLDER with a bare clone jkoppel__QuixBugs.git, and --out FILE')
  process.exit(2)
}
const programs = openPrograms(join(repos, 'jkoppel__QuixBugs.git'))
const done = new Set(
  existsSync(out)
    ? readFileSync(out, 'utf8')
        .split('\n')
        .flatMap((line) => /^\{"instanceId":"(\w+)"/.exec(line)?.[1] ?? [])
    : [],
)
await using temp = await createTempDir('capuchin-plausible-')
await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
for (const name of programs.names) {
  const isWanted = values.only?.split(',').includes(name) ?? true
  if (!isWanted || done.has(name) || !programs.hasCases(name)) continue
  const row = await runProgram(name, provider)
  if (row === null) continue
  appendFileSync(out, `${JSON.stringify(row)}\n`)
}
await report(out)

async function runProgram(name: string, sandboxes: SandboxProvider) {
  const path = join(temp.path, name)
  programs.makeCheckout(name, path, (index) => index % 2 === 0)
  const { candidates, outcome } = await repair(sandboxes, {
    name,
    path,
    testCommand: 'python3 -m pytest -q',
    seconds: Number(values.seconds),
    seed: Number(values.seed),
    plausible: 400,
  })
  const patches = candidates.slice(0, Number(values.most)).map(({ patch }) => patch)
  const resolved = patches.map((patch) => programs.isCorrect(name, path, patch))
  const right = resolved.filter(Boolean).length
  console.log(
    `${name}: ${outcome}, ${candidates.length} plausible, of the first ${patches.length} ${right} correct`,
  )
  if (patches.length === 0) return null
  const scores = await scoreAll(name, patches, { path, sandboxes })
  return {
    instanceId: name,
    candidates: resolved.map((one) => ({ resolved: one })),
    selectors: {
      ours: { scores },
      'order of the search': { scores: patches.map((_, at) => -at) },
      shortest: { scores: patches.map((patch) => -patch.length) },
    },
  }
}

/** The belief in each patch's class, the stand-in of a class a little before its others. */
async function scoreAll(
  name: string,
  patches: readonly string[],
  { path, sandboxes }: { readonly path: string; readonly sandboxes: SandboxProvider },
): Promise<readonly number[]> {
  await using base = await sandboxes.open({ from: 'checkout', path })
  using syntax = createSyntax()
  using code = createCodeFinder({ tree: createSandboxFileTree(base), syntax, folder: null })
  const test = (file: string) => ({
    framework: 'pytest' as const,
    command: `python3 -m pytest -q ${file}`,
    cwd: '',
    foundIn: 'bench',
  })
  const observations = await observePool(
    {
      issue: name,
      entries: patches.map((patch, at) => ({ patch, label: `${at}`, attemptIndex: null, evidence: null })),
      tests: [],
      commandFor: test,
      options: defaultObserveOptions,
    },
    {
      executor: createExecutor({
        base,
        baseKey: name,
        executions: { find: () => Promise.resolve(null), save: () => Promise.resolve() },
        cores: 2,
      }),
      code,
      syntax,
      onStage: () => undefined,
    },
    {},
  )
  return toScores(observations, patches.length)
}

function toScores(observations: Observations, count: number): readonly number[] {
  const scores = Array.from({ length: count }, () => 0)
  for (const { at, patch: standIn, posterior } of rankClasses(observations).classes)
    for (const patch of observations.classes[at]?.patches ?? [])
      for (const entry of observations.matrix.patches[patch]?.entries ?? [])
        scores[entry] = posterior - (patch === standIn ? 0 : 1e-6)
  return scores
}

async function report(input: string): Promise<void> {
  const { scores, bestAtK } = await analyzeSelection({ input, bins: 10, seed: 1, draws: 2000, subsets: 500 })
  for (const { name, score, gapClosed } of scores.selectors)
    console.log(`${name}: ${percent(score.value)} % right, ${percent(gapClosed.value ?? 0)} % of the gap`)
  for (const { name, points } of [bestAtK.random, ...bestAtK.selectors, bestAtK.oracle])
    console.log(
      name.padEnd(20),
      [1, 2, 4, 8, 16]
        .flatMap((k) => points[k - 1] ?? [])
        .map(
          ({ value, interval: { low, high } }) => `${percent(value)} (${percent(low)} to ${percent(high)})`,
        )
        .join('  '),
    )
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
