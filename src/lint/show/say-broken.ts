import type { LintReport } from '../lint-change.ts'

/** One sentence for people: which linter could not look at edits, what it said, and what mends it. */
export function sayBroken({ linter, said }: LintReport['broken'][number]): string {
  const words = said.replaceAll(/\s+/g, ' ').trim()
  return `${linter} could not look at the edits (${words === '' ? 'it said nothing' : words}): try it by hand in the checkout, or leave it out with --lint or --lint-cmd`
}
