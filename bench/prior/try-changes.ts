/**
 * Tries the first changes of the search on own tasks (bench/own-tasks) and keeps what became of each:
 * `npm run bench:try-changes -- TASKS OUTCOMES [--changes 600]`, TASKS the folder that make_tasks.py made.
 * Outcomes are added a task at a time; those that are there are not tried again. Takes about 20 seconds a task.
 */
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { proximityOf } from '../../src/attempt/strategies/mutation/line-proximity.ts'
import { preferenceOf } from '../../src/attempt/strategies/mutation/candidate-rank.ts'
import {
  applyMutation,
  createFileModel,
  dialectOf,
  mutationSpace,
  placeOf,
  rankLines,
  type FileModel,
  type SpacedMutation,
} from '../../src/mutate/index.ts'
import { groupBy, readJsonLines } from '../../src/std/index.ts'
import { createSyntax } from '../../src/syntax/index.ts'
import { taskOutcomesSchema, type TaskOutcomes } from './outcomes.ts'

const taskSchema = z.object({
  instance_id: z.string(),
  repo: z.string(),
  base_commit: z.string(),
  problem_statement: z.string(),
  test_patch: z.string(),
})
const spectrumSchema = z.array(
  z.object({
    passed: z.boolean(),
    lines: z.array(z.tuple([z.string(), z.number()])),
    crash: z.array(z.tuple([z.string(), z.number()])),
  }),
)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { changes: { type: 'string', default: '600' } },
})
const [tasks, outcomes] = positionals
if (tasks === undefined || outcomes === undefined) {
  console.error('give the folder of tasks, and the file for outcomes')
  process.exit(2)
}
const known = new Set(
  existsSync(outcomes)
    ? readJsonLines(readFileSync(outcomes, 'utf8'), taskOutcomesSchema).map(({ id }) => id)
    : [],
)
const python = spawn('python3', [join(import.meta.dirname, 'run_changes.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
using syntax = createSyntax()
for (const task of readJsonLines(readFileSync(join(tasks, 'dataset.jsonl'), 'utf8'), taskSchema)) {
  const id = `${tasks}:${task.instance_id}`
  if (known.has(id)) continue
  const tried = await tryTask(task)
  appendFileSync(outcomes, `${JSON.stringify({ id, repo: task.repo, changes: tried })}\n`)
  const right = tried.filter(({ outcome }) => outcome === 2).length
  console.log(`${id}: ${tried.length} changes, ${right} right`)
}
python.stdin.end()

async function ask<T>(question: object, schema: z.ZodType<T>): Promise<T> {
  python.stdin.write(`${JSON.stringify(question)}\n`)
  const { value } = await answers.next()
  return schema.parse(JSON.parse(String(value)))
}

async function tryTask(task: z.infer<typeof taskSchema>): Promise<TaskOutcomes['changes']> {
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-C', join(tasks ?? '', 'repositories', `${task.repo.replace('/', '__')}.git`), ...args],
      { encoding: 'utf8' },
    )
  const show = (path: string): string => git('show', `${task.base_commit}:${path}`)
  const files = git('ls-tree', '--name-only', task.base_commit)
    .split('\n')
    .filter((name) => name.endsWith('.py'))
  const isTest = (name: string): boolean => name.startsWith('test_')
  const programs = Object.fromEntries(files.filter((name) => !isTest(name)).map((name) => [name, show(name)]))
  const hidden = task.test_patch
    .split('\n')
    .filter((line) => line.startsWith('+') && !line.startsWith('+++'))
    .map((line) => line.slice(1))
    .join('\n')
  const question = {
    programs,
    visible: withShortAlarm(show(files.find(isTest) ?? '')),
    hidden: withShortAlarm(hidden),
  }
  const spectra = await ask({ ...question, do: 'spectrum' }, spectrumSchema)
  const models = new Map<string, FileModel>()
  for (const [path, source] of Object.entries(programs)) {
    using tree = await syntax.parse(source, 'python')
    const dialect = dialectOf('python')
    if (tree && dialect) models.set(path, createFileModel(source, tree.toPlain(), dialect))
  }
  const lines = rankLines(
    spectra.map(({ passed, lines: ran }) => ({
      failed: !passed,
      lines: new Map(
        Object.keys(programs).map((path) => [
          path,
          new Set(ran.flatMap(([name, line]) => (name === path ? [line] : []))),
        ]),
      ),
    })),
  )
  const crashLines = spectra.flatMap(({ crash }) => crash.map(([path, line]) => ({ path, line })))
  const failing = spectra.flatMap(({ passed }, at) => (passed ? [] : [`Visible.test_0${at}`]))
  const proximity = proximityOf({ fault: { crashLines, failing }, models, issue: task.problem_statement })
  const space: SpacedMutation[] = []
  for (const one of mutationSpace(lines, models, { seed: 1, proximity, shake: 0 }))
    if (space.push(one) >= Number(values.changes)) break
  const outcomeOf = new Map<SpacedMutation, number>()
  for (const [file, own] of groupBy(space, ({ path }) => path))
    for (let from = 0; from < own.length; from += 50) {
      const part = own.slice(from, from + 50)
      const contents = part.map(({ mutation }) => applyMutation(programs[file] ?? '', mutation))
      const said = await ask({ ...question, do: 'outcomes', file, contents }, z.array(z.number()))
      for (const [at, one] of part.entries()) outcomeOf.set(one, said[at] ?? 0)
    }
  return space.flatMap((one) => {
    const model = models.get(one.path)
    if (!model) return []
    return [
      {
        score: one.score,
        operator: one.mutation.operator,
        place: placeOf(model, one.mutation.line),
        preference: preferenceOf(one, model),
        outcome: outcomeOf.get(one) ?? 0,
      },
    ]
  })
}

/** Endless loops are what takes the time: a tenth of a second of processor time is enough for any of these tests. */
function withShortAlarm(source: string): string {
  return source.replaceAll(
    /signal\.setitimer\(signal\.ITIMER_\w+, (?!0\))[\d.]+\)/g,
    'signal.setitimer(signal.ITIMER_VIRTUAL, 0.12)',
  )
}
