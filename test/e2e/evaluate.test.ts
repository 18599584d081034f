import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { z } from 'zod'
import { createLocalProvider } from '../../src/sandbox/index.ts'
import { openDesk, type CliEnd, type Desk } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import {
  broken,
  evalScript,
  fixed,
  makeTinyDataset,
  patchTo,
  testFile,
  tinyPlaces,
  type TinyDataset,
} from './tiny-dataset.ts'

let desk: Desk
let skip: string | null = null
let place: TinyDataset

beforeAll(async () => {
  desk = await openDesk()
  await using provider = createLocalProvider({ stateDir: join(desk.path, 'probe') })
  const { available, detail } = await provider.describe()
  skip = available ? null : detail
  place = makeTinyDataset(join(desk.path, 'work'))
})
afterAll(() => desk[Symbol.asyncDispose]())

function writePredictions(name: string, patches: Readonly<Record<string, string | null>>): string {
  const path = join(place.folder, name)
  const rows = Object.entries(patches).map(([id, patch]) => ({
    instance_id: id,
    model_name_or_path: 'own/model',
    model_patch: patch,
  }))
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return path
}

function needSandbox(context: TestContext): void {
  if (skip !== null) context.skip(skip)
}

function evaluateArgs(predictions: string, runId: string, more: readonly string[] = []): readonly string[] {
  return ['evaluate', 'rows.jsonl', '-p', predictions, '--run-id', runId, ...tinyPlaces(place), ...more]
}

function options() {
  const path = [place.python.folder, process.env['PATH'] ?? ''].join(':')
  return { cwd: place.folder, env: { PATH: path } }
}

function evaluateWith(predictions: string, runId: string, more?: readonly string[]): Promise<CliEnd> {
  return desk.run(evaluateArgs(predictions, runId, more), options())
}

const reportSchema = z.object({
  resolved_ids: z.array(z.string()),
  unresolved_ids: z.array(z.string()),
  empty_patch_ids: z.array(z.string()),
  error_ids: z.array(z.string()),
  incomplete_ids: z.array(z.string()),
})

function readReport(name: string): z.infer<typeof reportSchema> {
  return reportSchema.parse(JSON.parse(readFileSync(join(place.folder, name), 'utf8')))
}

function logFile(runId: string, model: string, id: string, name: string): string {
  return join(place.folder, 'logs/run_evaluation', runId, model, id, name)
}

describe('evaluate', () => {
  it('resolves gold and not the base, says that they are stable, and knows them the next time', async (context) => {
    needSandbox(context)
    const gold = await evaluateWith('gold', 'gold', ['--repeat', '2'])
    expect(gold).toMatchObject({ exitCode: 0 })
    expect(gold.stdout).toContain('a project of our own')
    expect(gold.stdout).toContain('Resolved 2 of 2 (100.0 %; 95 % interval 34.2 to 100.0 %)')
    expect(gold.stdout).toContain('2 of 2 instances end as they should in every run')
    const base = await evaluateWith('empty', 'empty')
    expect(base.stdout).toContain('Resolved 0 of 2')
    expect(base.stdout).toContain('2 of 2 instances end as they should')
    const again = await evaluateWith('gold', 'again')
    expect(again.stdout.match(/known from before/g)).toHaveLength(2)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('tells what resolves, what does not, what does not apply, and what is empty', async (context) => {
    needSandbox(context)
    const repository = join(place.folder, 'tiny')
    const wrong = patchTo(repository, broken.replace('+ 1', '+ 2'))
    const predictions = writePredictions('mixed.jsonl', {
      'own__tiny-1': wrong,
      'own__tiny-2': 'diff --git a/no.py b/no.py\n--- a/no.py\n+++ b/no.py\n@@ -1 +1 @@\n-x\n+y\n',
    })
    const first = await evaluateWith(predictions, 'mixed')
    expect(first).toMatchObject({ exitCode: 0 })
    expect(readReport('own__model.mixed.json')).toMatchObject({
      resolved_ids: [],
      unresolved_ids: ['own__tiny-1'],
      error_ids: ['own__tiny-2'],
    })
    expect(existsSync(logFile('mixed', 'own__model', 'own__tiny-2', 'report.json'))).toBe(false)
    const runLog = readFileSync(logFile('mixed', 'own__model', 'own__tiny-2', 'run_instance.log'), 'utf8')
    expect(runLog).toContain('>>>>> Patch Apply Failed')
    const right = patchTo(repository, fixed)
    writePredictions('mixed.jsonl', { 'own__tiny-1': right, 'own__tiny-2': '' })
    await evaluateWith(predictions, 'mixed')
    // The same run id with other patches: no old verdict is taken over.
    expect(readReport('own__model.mixed.json')).toMatchObject({
      resolved_ids: ['own__tiny-1'],
      empty_patch_ids: ['own__tiny-2'],
      error_ids: [],
    })
  })

  it('grades again from the logs alone, and sets two runs against each other', async (context) => {
    needSandbox(context)
    const right = patchTo(join(place.folder, 'tiny'), fixed)
    await evaluateWith(writePredictions('one.jsonl', { 'own__tiny-1': right }), 'one')
    const written = readFileSync(logFile('one', 'own__model', 'own__tiny-1', 'report.json'), 'utf8')
    const report = readFileSync(join(place.folder, 'own__model.one.json'), 'utf8')
    rmSync(logFile('one', 'own__model', 'own__tiny-1', 'report.json'))
    rmSync(join(place.folder, 'own__model.one.json'))
    const regraded = await desk.run(['report', 'one'], options())
    expect(regraded).toMatchObject({ exitCode: 0 })
    expect(readFileSync(logFile('one', 'own__model', 'own__tiny-1', 'report.json'), 'utf8')).toBe(written)
    expect(readFileSync(join(place.folder, 'own__model.one.json'), 'utf8')).toBe(report)
    expect(readReport('own__model.one.json').incomplete_ids).toEqual(['own__tiny-2'])
    await evaluateWith('gold', 'gold')
    const compared = await desk.run(['report', 'gold', 'one'], options())
    expect(compared.stdout).toContain('only gold.gold: 1\n  own__tiny-2')
    expect(compared.stdout).toContain('p = 1.00')
    const table = await desk.run(['report', '--leaderboard', '.'], options())
    expect(table.stdout).toMatch(/gold\.gold +2 +2 +100\.0 %/)
  })

  it('goes on where it was killed, and runs equal patches once', async (context) => {
    needSandbox(context)
    const slow = rowsWith({
      name: 'slow.jsonl',
      eval_script: evalScript(`import time; time.sleep(3)\n${testFile}`),
    })
    const running = desk.start(
      evaluateArgs('gold', 'killed', ['-j', '1']).map((arg) => (arg === 'rows.jsonl' ? slow : arg)),
      options(),
    )
    await running.says('[1/2]')
    running.kill('SIGKILL')
    await running.end
    const resumed = await desk.run(
      evaluateArgs('gold', 'killed', ['-j', '1']).map((arg) => (arg === 'rows.jsonl' ? slow : arg)),
      options(),
    )
    expect(resumed).toMatchObject({ exitCode: 0 })
    expect(resumed.stdout.match(/known from before/g)?.length).toBeGreaterThanOrEqual(1)
    expect(resumed.stdout).toContain('Resolved 2 of 2')
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('resolves no instance that names no test to fix, unless asked', async (context) => {
    needSandbox(context)
    const dataset = rowsWith({ name: 'vacuous.jsonl', FAIL_TO_PASS: [] })
    const args = (...more: readonly string[]): readonly string[] =>
      evaluateArgs('gold', 'vacuous', more).map((arg) => (arg === 'rows.jsonl' ? dataset : arg))
    const strict = await desk.run(args(), options())
    expect(strict).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('capuchin:') })
    expect(strict.stdout).toContain('Resolved 0 of 2')
    expect(strict.stdout).toContain('2 x no-fail-to-pass in the dataset, first own__tiny-1')
    const lax = await desk.run(args('--allow-empty-lists'), options())
    expect(lax.stdout).toContain('Resolved 2 of 2')
  })

  it.each([
    ['an unknown dataset', ['nowhere.jsonl'], {}, 2, 'nowhere.jsonl'],
    ['unknown ids', ['rows.jsonl', '-i', 'a__b-1'], {}, 2, 'a__b-1'],
    ['a bad number', ['rows.jsonl', '--jobs', 'many'], {}, 2, '--jobs'],
    ['a bad run id', ['rows.jsonl', '--run-id', '../x'], {}, 2, '--run-id'],
  ])('says in one sentence what is wrong with %s', async (_what, args, _more, exitCode, said) => {
    const flags = [
      '-p',
      'gold',
      ...(args.includes('--run-id') ? [] : ['--run-id', 'bad']),
      '--sandbox',
      'local',
    ]
    const end = await desk.run(['evaluate', ...args, ...flags], options())
    expect(end).toMatchObject({ exitCode })
    expect(end.stderr).toContain(said)
    expect(end.stderr).not.toContain('this is a bug')
  })
})

/** The dataset with other fields in every row, as a file of its own. */
function rowsWith({
  name,
  ...fields
}: Readonly<Record<string, unknown>> & { readonly name: string }): string {
  const rows = readFileSync(join(place.folder, 'rows.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ ...z.looseObject({}).parse(JSON.parse(line)), ...fields }))
  writeFileSync(join(place.folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return name
}
