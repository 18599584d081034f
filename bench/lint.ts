/**
 * What the edit loop sends back to a model for given replies, on any project: `npm run bench:lint -- CHECKOUT --reply FILE
 * [--reply FILE ...] [--lint-cmd 'LANGUAGE: COMMAND' ...] [--test COMMAND] [--expose FOLDER ...]`.
 *
 * CHECKOUT is a git checkout without changes; a reply is what a model would write, search and replace blocks or a diff.
 * Each further message to the model is printed as it is. Programs are looked for along PATH, as in `solve`: for those of
 * a virtual environment put its folder there. Nothing of the checkout is written.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createEditLoop, type AttemptTools } from '../src/attempt/index.ts'
import { toProblem } from '../src/domain/index.ts'
import { chooseLinters } from '../src/lint/index.ts'
import { createScriptedModel } from '../src/llm/index.ts'
import { createLocalProvider, type Sandbox } from '../src/sandbox/index.ts'
import { createTempDir } from '../src/std/index.ts'
import { frameworkOf } from '../src/test-runner/index.ts'
import { bareTools } from '../src/attempt/bare-tools.contract.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reply: { type: 'string', multiple: true, default: [] },
    'lint-cmd': { type: 'string', multiple: true, default: [] },
    test: { type: 'string' },
    expose: { type: 'string', multiple: true, default: [] },
  },
})
const [checkout] = positionals
if (checkout === undefined || values.reply.length === 0) {
  console.error("give a git checkout and --reply FILE with a model's reply")
  process.exit(2)
}
await using temp = await createTempDir('capuchin-lint-')
await using provider = createLocalProvider({ stateDir: temp.path, hostEnv: process.env })
await using sandbox = await provider.open({ from: 'checkout', path: checkout }, { expose: values.expose })
const replies = values.reply.map((file) => readFileSync(file, 'utf8'))
const tools = await toolsFor(sandbox, [...replies, 'That is all.'])
const attempt = createEditLoop({ linters: chooseLinters(values['lint-cmd']), insistOnEdits: false }).run(
  toProblem({ instanceId: 'i', repo: 'r', baseCommit: 'c', problemStatement: 'Mend it.' }),
  tools,
  { signal: undefined },
)
for (;;) {
  const next = await attempt.next()
  if (next.done) {
    console.log(`=== ${next.value.kind}${'reason' in next.value ? `: ${next.value.reason}` : ''}`)
    break
  }
  const event = next.value
  if (event.type === 'lint')
    console.log([`=== looked at by ${event.ran.join(', ')}`, ...event.broken].join('\n=== warning: '))
  if (event.type === 'warning') console.log(`=== warning: ${event.text}`)
  if (event.type === 'reflection') console.log(`=== to the model (${event.cause})\n${event.text}`)
}

async function toolsFor(place: Sandbox, texts: readonly string[]): Promise<AttemptTools> {
  const { test: command } = values
  const testCommand =
    command === undefined ? null : { framework: frameworkOf(command), command, cwd: '', foundIn: '--test' }
  return bareTools(place, { testCommand, model: createScriptedModel(texts) })
}
