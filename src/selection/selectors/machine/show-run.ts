import { cutInHalves } from '../../../attempt/index.ts'
import type { Cell } from '../../observe/matrix.ts'
import type { Contest } from '../contest.ts'
import { prompt } from './prompts.ts'
import type { TestRun } from './run-test.ts'

export interface ShowOptions {
  readonly outputCharacters: number
  readonly timeoutMs: number
}

/** What a script said of the base and of each candidate, as the model is told it. */
export function showRun({ base, cells }: TestRun, { shown }: Contest, options: ShowOptions): string {
  const rows = [
    { on: 'the code without any patch', cell: base },
    ...shown.map(({ id }, at) => ({ on: `the code with patch ${id}`, cell: cells[at] ?? null })),
  ]
  return rows.map(({ on, cell }) => showCell(on, cell, options)).join('\n\n')
}

/** `2 without a patch, 0 with A, 2 with B`. */
export function summarise({ base, cells }: TestRun, { shown }: Contest): string {
  const code = (cell: TestRun['base'] | undefined): string =>
    cell?.flaky ? 'wavering' : String(cell?.runs[0]?.exitCode ?? 'nothing')
  return [
    `${code(base)} without a patch`,
    ...shown.map(({ id }, at) => `${code(cells[at])} with ${id}`),
  ].join(', ')
}

function showCell(on: string, cell: Cell | null, { outputCharacters, timeoutMs }: ShowOptions): string {
  const [run] = cell?.runs ?? []
  if (cell === null || run === undefined) return `On ${on}: the patch could not be put in place.`
  const ending =
    run.verdict === 'timeout'
      ? `it did not end and was stopped after ${timeoutMs / 1_000} seconds`
      : `exit code ${run.exitCode}`
  const wavers = cell.flaky ? '; run again, it ended differently, so this says nothing' : ''
  return prompt('run', {
    on,
    ending: `${ending}${wavers}`,
    output: cutInHalves(run.output, outputCharacters).trimEnd(),
  })
}
