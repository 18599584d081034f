import { describe, expect, it } from 'vitest'
import {
  attemptOutcomeSchema,
  toProblem,
  type AttemptEvent,
  type AttemptOutcome,
  type Journal,
} from '../../../domain/index.ts'
import { git } from '../../../sandbox/contract/fixture.contract.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createCodeFinder, type SourceTree } from '../../../repo/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { frameworkOf } from '../../../test-runner/index.ts'
import { createMemoryJournal } from '../../memory-journal.contract.ts'
import { createMutationStrategy, type MutationOptions } from './mutation-strategy.ts'
import { bareTools } from '../../bare-tools.contract.ts'

const sandboxes = useLocalSandboxes()

const pythonProject = {
  'shop/__init__.py': '',
  'shop/price.py': [
    'def total(prices, discount):',
    '    result = 0',
    '    for price in prices:',
    '        result += price',
    '    if result > 100:',
    '        result = discount - result',
    '    return result',
    '',
    '',
    'def cheapest(prices):',
    '    return min(prices)',
    '',
  ].join('\r\n'),
  'tests/test_price.py': [
    'import unittest',
    'from shop.price import total, cheapest',
    'class PriceTest(unittest.TestCase):',
    '    def test_small(self): self.assertEqual(total([1, 2], 5), 3)',
    '    def test_none(self): self.assertEqual(total([], 5), 0)',
    '    def test_large(self): self.assertEqual(total([90, 20], 5), 105)',
    '    def test_larger(self): self.assertEqual(total([200], 20), 180)',
    '    def test_cheapest(self): self.assertEqual(cheapest([3, 2]), 2)',
    '',
  ].join('\n'),
  'tests/__init__.py': '',
}
const unittestCommand = 'python3 -m unittest discover -s tests -t .'

const nodeProject = {
  'package.json': '{"type":"module"}',
  'clamp.js':
    'export function clamp(x, low, high) {\n  if (x < low) return low\n  if (x < high) return high\n  return x\n}\n',
  'clamp.test.js': [
    "import test from 'node:test'",
    "import assert from 'node:assert'",
    "import { clamp } from './clamp.js'",
    "test('low', () => assert.equal(clamp(1, 3, 5), 3))",
    "test('between', () => assert.equal(clamp(4, 3, 5), 4))",
    "test('high', () => assert.equal(clamp(9, 3, 5), 5))",
    '',
  ].join('\n'),
}

interface Setting {
  readonly files: Readonly<Record<string, string>>
  readonly testCommand: string | null
  readonly failCommand?: string
  readonly seed?: number
  readonly journal?: Journal
  readonly signal?: AbortSignal
  /** Milliseconds from the start of the attempt. */
  readonly within?: number
  readonly options?: MutationOptions
  readonly issue?: string
  /** Where code is found; the project's own files when left out. */
  readonly tree?: SourceTree
}

async function solve(
  setting: Setting,
): Promise<{ outcome: AttemptOutcome; events: readonly AttemptEvent[] }> {
  const path = sandboxes.makeProject({ ...setting.files, '.gitignore': '__pycache__/\n' })
  git(path, 'add', '-A')
  git(path, 'commit', '-qm', 'base')
  await using sandbox = await sandboxes.open(path)
  const { testCommand: command, failCommand = null } = setting
  const testCommand =
    command === null ? null : { framework: frameworkOf(command), command, cwd: '', foundIn: '' }
  const { tree, journal } = setting
  const tools = await bareTools(sandbox, {
    seed: setting.seed ?? 1,
    testCommand,
    failCommand,
    deadline: performance.now() + (setting.within ?? 60_000),
    concurrency: 2,
    ...(journal && { journal }),
    ...(tree && { code: createCodeFinder({ tree, syntax: createSyntax(), folder: null }) }),
  })
  const problem = toProblem({
    instanceId: 'x',
    repo: path,
    baseCommit: '',
    problemStatement: setting.issue ?? '',
  })
  const run = createMutationStrategy({ maxPlausible: 2, further: 20, ...setting.options }).run(
    problem,
    tools,
    {
      signal: setting.signal,
    },
  )
  const events: AttemptEvent[] = []
  for (;;) {
    const next = await run.next()
    if (next.done) return { outcome: attemptOutcomeSchema.parse(next.value), events }
    events.push(next.value)
  }
}

function patchesOf(outcome: AttemptOutcome): readonly string[] {
  return outcome.kind === 'submitted' ? outcome.candidates.map(({ patch }) => patch) : []
}

describe('mutation strategy', () => {
  it('repairs a Python project, keeps its line ends, and ranks by its own preference', async () => {
    const { outcome, events } = await solve({ files: pythonProject, testCommand: unittestCommand })
    expect(outcome.kind).toBe('submitted')
    const [patch = ''] = patchesOf(outcome)
    expect(patch).toContain('-        result = discount - result\r\n')
    expect(patch).toContain('+        result = result - discount\r\n')
    if (outcome.kind !== 'submitted') return
    expect(outcome.candidates[0]?.evidence).toMatchObject({
      plausible: true,
      tests: { broken: [], stillFailing: [] },
    })
    expect(outcome.candidates.map(({ rank }) => rank)).toEqual(outcome.candidates.map((_, index) => index))
    expect(events[0]).toMatchObject({ type: 'attempt-start', strategy: 'mutation', model: null })
    expect(events.at(-1)).toEqual({ type: 'attempt-end', outcome })
    expect(events.some((event) => event.type === 'stage' && event.detail?.includes('loaded once'))).toBe(true)
  })

  it('is repeatable by seed, and a journal answers for what was run', async () => {
    const first = createMemoryJournal()
    const setting = { files: pythonProject, testCommand: unittestCommand, seed: 7 }
    const once = await solve({ ...setting, journal: first.journal })
    const again = createMemoryJournal(first.answers)
    const twice = await solve({ ...setting, journal: again.journal })
    expect(patchesOf(twice.outcome)).toEqual(patchesOf(once.outcome))
    expect(patchesOf(twice.outcome)).not.toEqual([])
    expect(first.ran()).toBeGreaterThan(2)
    // Only candidates that were handed out ahead and never needed are left to run.
    expect(again.ran()).toBeLessThan(first.ran())
  })

  it('hands in what it found when the time is up, and is at its limit where that is nothing', async () => {
    const { journal } = createMemoryJournal()
    const setting = { files: pythonProject, testCommand: unittestCommand }
    const late = await solve({ ...setting, within: -1 })
    expect(late.outcome).toMatchObject({ kind: 'limit', which: 'time', candidates: [] })
    const found = await solve({ ...setting, journal })
    // The journal answers up to the first patch; what comes then would have to be run.
    const options = { maxPlausible: 1000, further: 100_000 }
    const cut = await solve({ ...setting, journal, options, within: -1 })
    expect(cut.outcome.kind).toBe('submitted')
    expect(patchesOf(cut.outcome)).toEqual(expect.arrayContaining([...patchesOf(found.outcome)]))
  })

  it('hands in what it found when the sandbox breaks after it', async () => {
    const { journal } = createMemoryJournal()
    let isFound = false
    const breaking: Journal = {
      ask: async (entry, run) => {
        if (entry.stage === 'search' && isFound) throw new CapuchinError('sandbox/gone', 'it is gone')
        const answer = await journal.ask(entry, run)
        isFound ||= entry.stage === 'evidence'
        return answer
      },
    }
    const options = { maxPlausible: 1000, further: 100_000 }
    const setting = { files: pythonProject, testCommand: unittestCommand, journal: breaking, options }
    const { outcome, events } = await solve(setting)
    expect(outcome.kind).toBe('submitted')
    expect(patchesOf(outcome)).not.toEqual([])
    expect(events).toContainEqual({ type: 'warning', text: expect.stringContaining('it is gone') })
  })

  it('repairs a Node project through its plain command', async () => {
    const { outcome } = await solve({ files: nodeProject, testCommand: 'node --test' })
    expect(JSON.stringify(outcome)).toContain('+  if (x > high) return high')
  })

  it('works towards a failing command where there are no tests', async () => {
    const { outcome } = await solve({
      files: { ...nodeProject, 'clamp.test.js': '' },
      testCommand: null,
      failCommand: `node -e "import('./clamp.js').then(({clamp}) => process.exit(clamp(4,3,5) === 4 && clamp(9,3,5) === 5 ? 0 : 1))"`,
    })
    expect(JSON.stringify(outcome)).toContain('+  if (x > high) return high')
  })

  it('says what to give when nothing fails', async () => {
    const mended = { ...nodeProject, 'clamp.js': nodeProject['clamp.js'].replace('x < high', 'x > high') }
    for (const testCommand of ['node --test', null]) {
      const { outcome } = await solve({ files: mended, testCommand })
      expect(outcome).toMatchObject({ kind: 'no-patch' })
      expect('reason' in outcome ? outcome.reason : '').toContain('--fail-cmd')
    }
  })

  it('ends as cancelled when it is', async () => {
    const controller = new AbortController()
    const { journal } = createMemoryJournal()
    const stopping: Journal = {
      ask: (entry, run) => {
        if (entry.stage === 'search' && entry.step === 3) controller.abort()
        return journal.ask(entry, run)
      },
    }
    const { outcome } = await solve({
      files: pythonProject,
      testCommand: unittestCommand,
      journal: stopping,
      signal: controller.signal,
    })
    expect(outcome.kind).toBe('cancelled')
  })

  describe('where the only test runs everything', () => {
    const plain = (at: number): string =>
      Array.from(
        { length: 3 },
        (_, nth) =>
          `export function step${nth}(value) {\n  const next = value + ${nth}\n  if (next > 1000) return 0\n  return next - ${nth}\n}\n`,
      ).join('') + `export const part = ${at}\n`
    const parcels = `${plain(0)}
/** What the carrier takes for a heavy parcel. */
export function surcharge(grams) {
  const limit = 20000
  if (grams < limit) return 12
  return 0
}
`
    const names = ['accounts', 'basket', 'carrier', 'dates']
    const files = {
      'package.json': '{"type":"module"}',
      ...Object.fromEntries(
        names.map((name, at) => [`src/${name}.js`, name === 'carrier' ? parcels : plain(at)]),
      ),
      'check.js': `${names.map((name) => `import * as ${name} from './src/${name}.js'\n`).join('')}
for (const part of [${names.join(', ')}])
  for (const [name, step] of Object.entries(part))
    if (name.startsWith('step') && step(7) !== 7) process.exit(2)
process.exit(carrier.surcharge(30000) === 12 && carrier.surcharge(10) === 0 ? 0 : 1)
`,
    }
    const issue =
      'Heavy parcels: the carrier takes more than we charge\n\nBeyond the limit of grams nothing is added.'
    const unreadable: SourceTree = {
      list: () => Promise.reject(new CapuchinError('git/failed', 'no index')),
      read: () => Promise.resolve(null),
    }

    /** How many candidates were tried when the first patch was found. */
    async function triedUntilFound(setting: Partial<Setting>) {
      const options = { maxPlausible: 1 }
      const { outcome, events } = await solve({
        files,
        testCommand: null,
        failCommand: 'node check.js',
        options,
        ...setting,
      })
      const found = events.find((event) => event.type === 'search-progress' && event.plausible > 0)
      const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.text] : []))
      return {
        kind: outcome.kind,
        tried: found?.type === 'search-progress' ? found.tried : Infinity,
        warnings,
      }
    }

    it('finds sooner what the issue speaks of', { timeout: 120_000 }, async () => {
      const without = await triedUntilFound({ issue, tree: unreadable })
      expect(without.warnings).toEqual(['the code could not be searched for the issue: no index'])
      const withWords = await triedUntilFound({ issue })
      expect(withWords).toMatchObject({ kind: 'submitted', warnings: [] })
      expect(withWords.tried).toBeLessThan(without.tried / 3)
    })
  })

  it('asks for no words where tests say enough', async () => {
    let asked = 0
    const tree: SourceTree = {
      list: () => {
        asked++
        return Promise.resolve([])
      },
      read: () => Promise.resolve(null),
    }
    const issue = 'cheapest is wrong'
    const { outcome } = await solve({ files: pythonProject, testCommand: unittestCommand, issue, tree })
    expect(outcome.kind).toBe('submitted')
    expect(asked).toBe(0)
  })
})
