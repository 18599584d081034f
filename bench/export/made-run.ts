import { storeFakeRun } from '../../src/app/export/stored-run.contract.ts'
import type { Message } from '../../src/domain/index.ts'
import { openStore } from '../../src/store/index.ts'

/** Stores a made run `r` of one attempt of so many steps: `node --import tsx made-run.ts FOLDER STEPS`. */
async function main(): Promise<void> {
  const [, , folder = '', steps = '0'] = process.argv
  await using store = await openStore(folder)
  const attempts = [callsInWindow(Number(steps))]
  await storeFakeRun(store, { runId: 'r', attempts, patch: 'diff --git a/x b/x\n' })
}

/** Requests of the beginning and the newest messages, as of a model whose context is full. */
function* callsInWindow(steps: number) {
  const beginning: Message = { role: 'user', text: 'It is broken.' }
  const newest: Message[] = []
  for (let step = 0; step < steps; step += 1) {
    const reply = `I look at line ${step}.`
    yield { messages: [beginning, ...newest], reply }
    newest.push({ role: 'assistant', text: reply }, { role: 'user', text: `line ${step}\n`.repeat(60) })
    if (newest.length > 20) newest.splice(0, 2)
  }
}

await main()
