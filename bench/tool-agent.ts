/**
 * What a turn of the tool-agent costs besides model and commands: `npm run bench:tool-agent -- [--turns 10000]`.
 *
 * A model that answers at once with 300 characters and a call, and a sandbox in memory whose commands print 2,000.
 * States turns a second of processor time, and the resident memory on the way, which grows only by the record of turns.
 */
import { parseArgs } from 'node:util'
import { createFakeAttempt, fakeProblem } from '../src/attempt/strategies/edit-test/fake-attempt.contract.ts'
import { createToolAgent } from '../src/attempt/index.ts'
import { noUsage } from '../src/domain/index.ts'
import type { Model } from '../src/llm/index.ts'
import { renderTable } from '../src/view/index.ts'

const { values } = parseArgs({ options: { turns: { type: 'string', default: '10000' } } })
const turns = Number(values.turns)
const model: Model = {
  id: { provider: 'scripted', model: 'scripted' },
  // oxlint-disable-next-line require-yield -- its replies come whole
  async *complete() {
    asked += 1
    const input = { command: `echo ${asked}` }
    const call = { id: `call${asked}`, name: asked === turns ? 'finish' : 'bash', input }
    const text = 'I look. '.repeat(38)
    return { text, toolCalls: [call], usage: noUsage, finishReason: 'tool-calls', fromJournal: false }
  },
}
let asked = 0
await using attempt = await createFakeAttempt({
  model,
  exec: ({ command }) => ({ stdout: `${'x'.repeat(2_000)}${command}` }),
})
const rows: string[][] = []
const started = process.cpuUsage()
const run = createToolAgent({ maxSteps: turns }).run(fakeProblem, attempt.tools, {})
for (;;) {
  const next = await run.next()
  if (next.done) break
  const event = next.value
  if (event.type !== 'step-end' || event.step % Math.ceil(turns / 5) !== 0) continue
  const { user, system } = process.cpuUsage(started)
  const seconds = (user + system) / 1_000_000
  const memory = process.memoryUsage().rss / 1024 ** 2
  rows.push([String(event.step), (event.step / seconds).toFixed(0), memory.toFixed(0)])
}
console.log(renderTable(['turns', 'turns / CPU s', 'MiB'], rows).join('\n'))
