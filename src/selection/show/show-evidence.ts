import { sayProblem } from '../../lint/index.ts'
import { separationsOf } from '../explain/separations.ts'
import { verdictOf } from '../observe/matrix.ts'
import type { Observations } from '../observe/observe-pool.ts'
import type { Contestant } from '../selectors/contest.ts'
import { attemptsOf } from '../votes/class-votes.ts'

/** Rows and names beyond this say nothing that those before them do not. */
const mostTests = 12
const mostNames = 5

/** What was seen of some patches so far, a line each: scripts, existing tests, who made them, what sets two apart. */
export function showEvidence(observations: Observations, contestants: readonly Contestant[]): string {
  const lines = [
    ...scriptLines(observations, contestants),
    ...contestants.map((contestant) => `- ${existingTests(observations, contestant)}`),
    ...makerLines(observations, contestants),
    ...separationLines(observations, contestants),
  ]
  return lines.join('\n')
}

const words = { fixed: 'passes', present: 'fails', crashed: 'crashes', timeout: 'runs out of time' } as const

/** Scripts that pass before any change show nothing of the issue, but what they say of the patches may differ. */
function scriptLines({ matrix, tests }: Observations, contestants: readonly Contestant[]): readonly string[] {
  const rows = [...matrix.tests.keys()].map((at) => {
    const said = contestants.map(({ id, patch }) => {
      const verdict = verdictOf(matrix.cells[patch]?.[at])
      return `${id} ${verdict === null ? 'wavers' : words[verdict]}`
    })
    const base = verdictOf(matrix.base[at])
    const note = tests[at]?.reason
    return `- script T${at}: without a patch it ${base === null ? 'wavers' : words[base]}; ${said.join(', ')}${note ? ` (${note})` : ''}`
  })
  return rows.slice(0, mostTests)
}

function existingTests(observations: Observations, { id, patch }: Contestant): string {
  const { regression, entries, matrix, syntaxErrors } = observations
  const [unparsable] = syntaxErrors[patch] ?? []
  if (unparsable !== undefined) return `${id} does not parse: ${unparsable.path}, ${sayProblem(unparsable)}`
  const run = regression?.runs[patch]?.comparison
  const seen = (matrix.patches[patch]?.entries ?? []).flatMap((at) => entries[at]?.evidence?.tests ?? [])
  const known = run ?? seen[0]
  if (known === undefined) return `${id}: no existing test was run on it`
  const broken = known.broken.slice(0, mostNames).join(', ')
  const passed = known.broken.length + known.stillPassing.length
  const where = run && regression ? ` of ${regression.files.slice(0, mostNames).join(', ')}` : ''
  return `${id} breaks ${known.broken.length} of ${passed} existing tests${where}${broken && ` (${broken})`} and mends ${known.fixed.length} that failed`
}

function makerLines(observations: Observations, contestants: readonly Contestant[]): readonly string[] {
  const counts = contestants.map(({ id, at }) => ({ id, makers: attemptsOf(observations, at).size }))
  return counts.some(({ makers }) => makers > 1)
    ? [
        `- independent attempts that arrived at it: ${counts.map(({ id, makers }) => `${id} ${makers}`).join(', ')}`,
      ]
    : []
}

function separationLines(observations: Observations, contestants: readonly Contestant[]): readonly string[] {
  const names = new Map(contestants.map(({ id, at }) => [at, id]))
  const separations = separationsOf(
    observations,
    contestants.map(({ at }) => at),
  )
  const isOpen = ({ tests, existing, call }: (typeof separations)[number]): boolean =>
    tests.length === 0 && existing.length === 0 && call === null
  if (separations.length > 1 && separations.every(isOpen))
    return ['- nothing that ran so far sets any two of them apart']
  return separations.flatMap(({ classes, tests, existing, shortest, call }) => {
    const [one = '', other = ''] = classes.map((at) => names.get(at))
    const by = [...tests.map((at) => `T${at}`), ...existing].slice(0, mostTests)
    if (by.length === 0 && call !== null)
      return [`- ${call.call}: ${one} ${call.outcomes[0]}; ${other} ${call.outcomes[1]}`]
    if (by.length === 0) return [`- nothing that was run sets ${one} and ${other} apart`]
    const lines =
      shortest === null
        ? ''
        : `; in T${shortest.test} ${one} prints ${JSON.stringify(shortest.lines[0])} where ${other} prints ${JSON.stringify(shortest.lines[1])}`
    return [`- ${one} and ${other} are set apart by ${by.join(', ')}${lines}`]
  })
}
