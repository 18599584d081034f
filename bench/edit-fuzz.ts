/**
 * Throws generated files and garbled replies at the edit formats: `edit-fuzz.ts [--seconds N] [--format NAME] [--seed N]`.
 * Nothing may throw, lead out of the checkout, or be half applied where all or nothing was asked for; a reply that was not
 * garbled gives what it says or is refused; time grows with reply and with file no faster than they do. One case in 50
 * is also written to a real checkout. Exits 1 on the first broken promise of each kind, with what makes it again.
 */
import { parseArgs } from 'node:util'
import { editFormats } from '../src/edit/index.ts'
import { createRandom } from '../src/std/index.ts'
import { garble } from './edit-fuzz/garble.ts'
import { measureGrowth } from './edit-fuzz/growth.ts'
import { judgeReply, type Judged } from './edit-fuzz/judge-reply.ts'
import { makeCase, type FuzzedFormat } from './edit-fuzz/make-case.ts'
import { openDisk } from './edit-fuzz/on-disk.ts'

const formats: readonly FuzzedFormat[] = ['search-replace', 'whole', 'udiff', 'patch']
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    format: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const chosen = formats.filter((format) => values.format === undefined || values.format === format)
if (chosen.length === 0) {
  console.error(`--format is one of ${formats.join(', ')}`)
  process.exit(2)
}
for (const format of chosen) await fuzz(format, Number(values.seconds) / chosen.length, Number(values.seed))

async function fuzz(format: FuzzedFormat, seconds: number, firstSeed: number): Promise<void> {
  using disk = openDisk()
  const counts = { none: 0, partial: 0, full: 0 }
  const faults = new Map<string, number>()
  let [seed, onDisk, slowest, slowestSeed] = [firstSeed, 0, 0, 0]
  for (const until = performance.now() + seconds * 1_000; performance.now() < until; seed += 1) {
    const judged = judge(format, seed)
    counts[judged.outcome] += 1
    if (judged.milliseconds > slowest) [slowest, slowestSeed] = [judged.milliseconds, seed]
    if (seed % 50 === 0) onDisk += 1
    const fault = judged.fault ?? (seed % 50 === 0 ? await disk.judge(format, ...caseOf(format, seed)) : null)
    if (fault !== null) report(faults, { fault, format, seed })
  }
  const total = seed - firstSeed
  console.log(
    `${format}: ${total} replies in ${seconds} s (${counts.full} applied in full, ${counts.partial} in part, ${counts.none} not at all), ${onDisk} of them written to a checkout`,
  )
  console.log(`  broken promises: ${[...faults.values()].reduce((sum, count) => sum + count, 0)}`)
  console.log(`  slowest reply: ${slowest.toFixed(1)} ms (seed ${slowestSeed})`)
  for (const { what, times, ratio } of measureGrowth(format))
    console.log(
      `  ${what}: ${times.map((time) => time.toFixed(1)).join(' > ')} ms, last doubling x ${ratio.toFixed(2)}`,
    )
  if (faults.size > 0) process.exitCode = 1
}

function judge(format: FuzzedFormat, seed: number): Judged {
  const [made, reply] = caseOf(format, seed)
  try {
    return judgeReply(format, made, { reply, intact: isIntact(seed) })
  } catch (error) {
    const fault = `threw ${error instanceof Error ? error.stack : String(error)}`
    return { fault, outcome: 'none', milliseconds: 0 }
  }
}

function caseOf(format: FuzzedFormat, seed: number) {
  const random = createRandom(seed)
  const made = makeCase(random, format)
  const writer = editFormats[format]
  const fence = writer.chooseFence([...made.after.values()])
  const reply = made.edits.map((edit) => writer.render(edit, { fence })).join('\nThen:\n\n')
  return [made, isIntact(seed) ? reply : garble(reply, random)] as const
}

function isIntact(seed: number): boolean {
  return seed % 4 === 0
}

/** Tells of a kind of fault once, in full. */
function report(
  faults: Map<string, number>,
  { fault, format, seed }: { readonly fault: string; readonly format: FuzzedFormat; readonly seed: number },
): void {
  const kind = fault.replaceAll(/\d+|\S+\.(?:py|ts|md|go)\b/g, '#').slice(0, 80)
  faults.set(kind, (faults.get(kind) ?? 0) + 1)
  if (faults.get(kind) !== 1) return
  const [{ before }, reply] = caseOf(format, seed)
  console.log(`BROKEN ${format} --seed ${seed}: ${fault}`)
  for (const [path, { bytes }] of before)
    console.log(JSON.stringify({ path, text: Buffer.from(bytes).toString('utf8') }))
  console.log(JSON.stringify({ reply }))
}
