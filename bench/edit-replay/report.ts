/** Figures on stdout, differences for review. */
import type { SessionResult } from '../edit-replay.ts'
import type { ComparedBlock } from './blocks.ts'

export interface Findings {
  readonly results: readonly SessionResult[]
  readonly skipped: readonly string[]
  readonly syntaxErrors: readonly string[]
}

/** Prints the figures; the exit code: 1 when a rule is broken. */
export function printReport({ results, skipped, syntaxErrors }: Findings): number {
  const blocks = results.flatMap((result) => result.blocks.map(({ block }) => block))
  const wrong = results.filter(({ wrongFiles }) => wrongFiles.length > 0)
  const stale = share(
    blocks.filter(({ cause }) => cause === 'stale'),
    isNoOp,
  )
  const white = share(
    blocks.filter(({ cause }) => cause === 'whitespace'),
    isApplied,
  )
  const silent = blocks.filter(isSilentlyElsewhere)
  console.log(
    `sessions replayed: ${results.length}, blocks: ${blocks.length}, instances without a clone: ${skipped.length}`,
  )
  console.log(
    `compatible setting: ${results.length - wrong.length} of ${results.length} sessions equal to the recorded files`,
  )
  for (const { name, wrongFiles } of wrong) console.log(`  ${name}: ${wrongFiles.join(', ')}`)
  console.log(`own setting: ${syntaxErrors.length} sessions with a new syntax error`)
  for (const line of syntaxErrors) console.log(`  ${line}`)
  console.log(`stale re-sends that became no-ops: ${stale.text} (at least 95 %)`)
  console.log(`whitespace-only failures that apply: ${white.text} (at least 90 %)`)
  console.log(`blocks that landed elsewhere, or in one of several equal places, unsaid: ${silent.length}`)
  for (const block of silent)
    console.log(
      `  ${block.path}: ${block.places} places, ${block.ours.how}: ${JSON.stringify(block.search.slice(0, 200))}`,
    )
  console.log('recorded outcome -> own outcome, all blocks:')
  for (const [pair, number] of tally(blocks)) console.log(`  ${String(number).padStart(5)}  ${pair}`)
  for (const line of skipped) console.log(line)
  const broken = wrong.length + syntaxErrors.length + silent.length + skipped.length > 0
  return broken || results.length === 0 || stale.ratio < 0.95 || white.ratio < 0.9 ? 1 : 0
}

/** Every block where the two settings differ, with its texts. */
export function renderReview(results: readonly SessionResult[]): string {
  const entries = results.flatMap(({ name, blocks }) =>
    blocks
      .filter(({ block }) => differs(block))
      .map(({ turn, block }) => renderBlock(`${name} turn ${turn}`, block)),
  )
  return `${entries.length} blocks where the own setting differs from the recorded outcome\n\n${entries.join('\n')}`
}

function renderBlock(where: string, block: ComparedBlock): string {
  const { recorded, ours } = block
  return [
    `== ${where}: ${block.path} (${block.places} exact places)`,
    `recorded: ${recorded.how}${recorded.path === block.path ? '' : ` in ${recorded.path}`}${block.cause === null ? '' : ` (${block.cause})`}`,
    `ours: ${ours.how}${ours.path === null || ours.path === block.path ? '' : ` in ${ours.path}`} ${ours.note}`,
    '<<<<',
    block.search + '====',
    block.replace + '>>>>',
    '',
  ].join('\n')
}

function differs({ cause, same, ours }: ComparedBlock): boolean {
  return cause === null ? !same && ours.how !== 'no-change' : ours.path !== null
}

function isNoOp({ ours }: ComparedBlock): boolean {
  return ours.how === 'already-applied' || ours.how === 'no-change'
}

function isApplied({ ours }: ComparedBlock): boolean {
  return ours.path !== null
}

function isSilentlyElsewhere({ ours, path, places, search }: ComparedBlock): boolean {
  if (ours.path === null || ours.how === 'no-change' || ours.note !== '') return false
  return ours.path !== path || (places > 1 && search !== '')
}

function share(blocks: readonly ComparedBlock[], test: (block: ComparedBlock) => boolean) {
  const hits = blocks.filter(test).length
  const ratio = blocks.length === 0 ? 1 : hits / blocks.length
  return { ratio, text: `${hits} of ${blocks.length} = ${(100 * ratio).toFixed(1)} %` }
}

function tally(blocks: readonly ComparedBlock[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { recorded, cause, ours, same, path } of blocks) {
    const elsewhere = recorded.path === path ? '' : ' in another file'
    const pair = `${recorded.how}${elsewhere}${cause === null ? '' : ` (${cause})`} -> ${ours.how}${same ? ', same files' : ''}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}
