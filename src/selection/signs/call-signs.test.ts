import { expect, it } from 'vitest'
import { agreementOnCalls } from './call-signs.ts'

it('says how much the others do as each does, on the calls where patches differ', () => {
  const runs = [
    [
      ['f(1)', '1'],
      ['f(2)', '4'],
    ],
    [
      ['f(1)', '1'],
      ['f(2)', '4'],
    ],
    [
      ['f(1)', '1'],
      ['f(2)', '5'],
    ],
    null,
  ] as const
  const probes = {
    base: [],
    runs: runs.map((run) => run?.map(([call, outcome]) => [call, outcome] as [string, string]) ?? null),
  }
  expect(agreementOnCalls(probes, 4)).toEqual([0.5, 0.5, 0, 0])
})

it('says nothing where patches differ on no call, or none was made', () => {
  expect(agreementOnCalls({ base: [], runs: [[['f(1)', '1']], [['f(1)', '1']]] }, 2)).toEqual([0, 0])
  expect(agreementOnCalls(null, 2)).toEqual([0, 0])
})
