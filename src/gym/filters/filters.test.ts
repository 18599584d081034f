import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyFilters } from './apply-filters.ts'
import type { AttemptFilter, AttemptSummary } from './attempt-summary.ts'
import { belowTokens } from './below-tokens.ts'
import { capEachVerdict } from './cap-each-verdict.ts'
import { distinct } from './distinct.ts'
import { fewestCalls } from './fewest-calls.ts'
import { judgedOnly } from './judged-only.ts'
import { outsideEvaluation, sharedRepositories, toEvaluationSet } from './outside-evaluation.ts'
import { randomOne } from './random-one.ts'
import { resolvedOnly } from './resolved-only.ts'
import { subset } from './subset.ts'
import { honest } from './honest.ts'
import { usable } from './usable.ts'

const attempt = (change: Partial<AttemptSummary> = {}): AttemptSummary => ({
  trajectoryId: 't',
  instanceId: 'i',
  repo: 'r/r',
  resolved: true,
  exit: 'submitted',
  calls: 1,
  rows: 1,
  unusable: null,
  cheating: [],
  tokens: 10,
  ...change,
})

/** Resolved attempts by repository, and how many instances they are at: SWE-Gym's tables. */
const published: readonly (readonly [repo: string, attempts: number, instances: number])[] = [
  ['getmoto/moto', 155, 72],
  ['Project-MONAI/MONAI', 95, 53],
  ['pandas-dev/pandas', 70, 61],
  ['python/mypy', 46, 27],
  ['dask/dask', 45, 29],
  ['iterative/dvc', 36, 24],
  ['conan-io/conan', 20, 12],
  ['pydantic/pydantic', 11, 7],
  ['facebookresearch/hydra', 7, 5],
  ['bokeh/bokeh', 3, 2],
  ['modin-project/modin', 3, 2],
]
const resolved491 = published.flatMap(([repo, attempts, instances]) =>
  Array.from({ length: attempts }, (_, at) =>
    attempt({ repo, trajectoryId: `${repo}/${at}`, instanceId: `${repo}-${at % instances}` }),
  ),
)

const keep = (filter: AttemptFilter, attempts: readonly AttemptSummary[]): readonly AttemptSummary[] =>
  applyFilters(attempts, [{ name: 'x', filter }]).kept

describe('subsets of 491 resolved attempts at 294 instances', () => {
  const one = randomOne(42)
  const deduped = keep(one, resolved491)
  const byRepo = (attempts: readonly AttemptSummary[]) =>
    Object.fromEntries(
      published.map(([repo]) => [repo, attempts.filter((each) => each.repo === repo).length]),
    )

  it('come to the published numbers', () => {
    expect(resolved491).toHaveLength(491)
    expect(deduped).toHaveLength(294)
    const size = (attempts: readonly AttemptSummary[], fraction: number) =>
      keep(subset({ fraction, order: 'random', seed: 42 }), attempts).length
    expect([0.25, 0.5, 1].map((fraction) => size(resolved491, fraction))).toEqual([122, 245, 491])
    expect([0.25, 0.5, 1].map((fraction) => size(deduped, fraction))).toEqual([73, 147, 294])
  })

  it('take whole repositories by name where they are asked to', () => {
    const quarter = byRepo(keep(subset({ fraction: 0.25, order: 'repository', seed: 0 }), deduped))
    expect(Object.entries(quarter).filter(([, count]) => count > 0)).toEqual([
      ['Project-MONAI/MONAI', 53],
      ['dask/dask', 6],
      ['conan-io/conan', 12],
      ['bokeh/bokeh', 2],
    ])
  })

  it.each(['random', 'repository'] as const)('are nested, and the same for a seed (%s)', (order) => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (a, b, seed) => {
          const small = keep(subset({ fraction: Math.min(a, b), order, seed }), deduped)
          const large = new Set(keep(subset({ fraction: Math.max(a, b), order, seed }), deduped))
          expect(small.every((each) => large.has(each))).toBe(true)
          expect(keep(subset({ fraction: Math.min(a, b), order, seed }), deduped)).toEqual(small)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('draw one attempt of each instance, by the seed', () => {
    expect(new Set(deduped.map(({ instanceId }) => instanceId)).size).toBe(294)
    expect(keep(randomOne(42), resolved491)).toEqual(deduped)
    expect(keep(randomOne(43), resolved491)).not.toEqual(deduped)
  })
})

describe('a cap by instance', () => {
  const attempts = [3, 1, 2, 1].map((calls, at) => attempt({ trajectoryId: `${at}`, calls }))

  it.each([
    [1, ['1']],
    [2, ['1', '3']],
    [3, ['1', '2', '3']],
    [9, ['0', '1', '2', '3']],
  ])('of %i leaves the attempts with the fewest calls', (cap, wanted) => {
    expect(keep(fewestCalls(cap), attempts).map(({ trajectoryId }) => trajectoryId)).toEqual(wanted)
  })

  it('leaves more or as many, the higher it is', () => {
    const sizes = [1, 2, 3].map((cap) => keep(fewestCalls(cap), resolved491).length)
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    expect(sizes[0]).toBe(294)
  })
})

it('caps resolved and other attempts of an instance apart, drawn', () => {
  const attempts = [true, true, true, false, false, null].map((resolved, at) =>
    attempt({ trajectoryId: `${at}`, resolved }),
  )
  const kept = keep(capEachVerdict(2, 42), attempts)
  expect(kept.map(({ resolved }) => resolved === true)).toEqual([true, true, false, false])
  expect(keep(capEachVerdict(2, 42), attempts)).toEqual(kept)
})

it.each<[string, AttemptFilter, Partial<AttemptSummary>, string | null]>([
  ['resolved', resolvedOnly, { resolved: true }, null],
  ['unresolved', resolvedOnly, { resolved: false }, 'unresolved'],
  ['of unknown result', resolvedOnly, { resolved: null }, 'no-verdict'],
  ['unresolved where any verdict will do', judgedOnly, { resolved: false }, null],
  ['without verdict', judgedOnly, { resolved: null }, 'no-verdict'],
  ['broken by its surroundings', usable, { exit: 'infra' }, 'infra'],
  ['cancelled', usable, { exit: 'cancelled' }, 'cancelled'],
  ['that ran into a limit', usable, { exit: 'limit' }, null],
  ['that cheats', honest, { cheating: ['later-history', 'edited-tests'] }, 'later-history'],
  ['without messages', usable, { unusable: 'no-messages' }, 'no-messages'],
  ['of 32,767 tokens', belowTokens(32_768), { tokens: 32_767 }, null],
  ['of 32,768 tokens', belowTokens(32_768), { tokens: 32_768 }, 'too-long'],
])('an attempt %s', (_, filter, change, wanted) => {
  expect(filter([attempt(change)])).toEqual([wanted])
})

it('leaves the first of two equal attempts', () => {
  expect(distinct([attempt(), attempt({ trajectoryId: 'u' }), attempt()])).toEqual([null, null, 'duplicate'])
})

describe('an evaluation set', () => {
  const set = toEvaluationSet(['Django__django-1', '', 'psf/Requests'])
  const filter = outsideEvaluation(set)

  it.each([
    [{ instanceId: 'django__django-1', repo: '' }, 'evaluation-instance'],
    [{ instanceId: 'django__django-2', repo: 'django/django' }, null],
    [{ instanceId: 'x', repo: 'psf/requests' }, 'evaluation-repository'],
    [{ instanceId: 'psf__requests-77', repo: '' }, 'evaluation-repository'],
    [{ instanceId: 'y', repo: 'a/b' }, null],
  ])('and %j', (change, wanted) => {
    expect(filter([attempt(change)])).toEqual([wanted])
  })

  it('tells of repositories that it shares with what is left', () => {
    const left = [attempt({ instanceId: 'django__django-2', repo: '' }), attempt({ repo: 'a/b' })]
    expect(sharedRepositories(left, set)).toEqual(['django/django'])
  })
})

it('counts what each filter was given and left, and why', () => {
  const attempts = [
    attempt({ trajectoryId: 'a', resolved: false }),
    attempt({ trajectoryId: 'b' }),
    attempt({ trajectoryId: 'b' }),
  ]
  const { kept, counts } = applyFilters(attempts, [
    { name: 'distinct', filter: distinct },
    { name: 'resolved', filter: resolvedOnly },
  ])
  expect(kept.map(({ trajectoryId }) => trajectoryId)).toEqual(['b'])
  expect(counts).toEqual([
    { filter: 'distinct', in: 3, out: 2, dropped: { duplicate: 1 } },
    { filter: 'resolved', in: 2, out: 1, dropped: { unresolved: 1 } },
  ])
})
