export interface DerivedLists {
  /** Did not pass in any run before the fix, pass in every run after it. */
  readonly failToPass: readonly string[]
  /** Pass in every run of both. */
  readonly passToPass: readonly string[]
  /** End differently in runs of one kind: in neither list. */
  readonly flaky: readonly string[]
}

/**
 * The two lists of an instance from logs that were read: runs of the hidden tests without and with the fix. A test
 * that is not there before counts as one that does not pass.
 */
export function deriveTestLists(
  before: readonly ReadonlyMap<string, string>[],
  after: readonly ReadonlyMap<string, string>[],
): DerivedLists {
  const tests = new Set([...before, ...after].flatMap((run) => [...run.keys()]))
  const lists = { failToPass: [], passToPass: [], flaky: [] } as { [K in keyof DerivedLists]: string[] }
  for (const test of [...tests].toSorted()) {
    const was = agreement(before, test)
    const is = agreement(after, test)
    if (was === 'differs' || is === 'differs') lists.flaky.push(test)
    else if (is === 'passes') lists[was === 'passes' ? 'passToPass' : 'failToPass'].push(test)
  }
  return lists
}

function agreement(
  runs: readonly ReadonlyMap<string, string>[],
  test: string,
): 'passes' | 'does not pass' | 'differs' {
  const passing = runs.filter((run) => ['PASSED', 'XFAIL'].includes(run.get(test) ?? '')).length
  if (passing === 0) return 'does not pass'
  return passing === runs.length ? 'passes' : 'differs'
}
