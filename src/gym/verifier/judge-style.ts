import type { Trajectory } from '../../domain/index.ts'
import { flatRecord } from '../formats/flat-record.ts'
import { encodeText } from '../rows/encode-text.ts'
import { splitCalls } from '../rows/split-calls.ts'
import { toChat } from '../rows/to-chat.ts'
import { renderLog } from './render-log.ts'
import type { AskedQuestion, VerifierStyle } from './verifier-style.ts'

/** A judge reads the whole attempt and says YES or NO. It is shown no patch and no hidden test. */
export const judgeStyle: VerifierStyle = {
  name: 'judge',
  ask: askJudge,
  answer: { before: '<judgement>', resolved: 'YES', unresolved: 'NO', after: '</judgement>' },
}

const system = `You judge the work of a software engineering agent. You are given the full log of what it was asked, did and saw.
Judge by these questions:
1. Is the task done, in all that was asked for?
2. Are edge cases handled?
3. Did errors come up, and were they mended?
4. Was the result verified, by tests or by running it?
Answer <judgement>YES</judgement> if the task was resolved and <judgement>NO</judgement> if it was not, and nothing else.`

function askJudge(trajectory: Trajectory): AskedQuestion {
  const entries = [...flatRecord(trajectory)]
  const chat = toChat({
    messages: entries.map(({ message }) => message),
    own: entries.map(({ call }) => call !== null),
  })
  const encoded = encodeText(splitCalls(chat), trajectory.head.tools)
  if (!encoded.ok) return { ok: false, reason: encoded.reason }
  if (encoded.messages.length === 0) return { ok: false, reason: 'no-calls' }
  const user = `<interaction log>\n${renderLog(encoded.messages)}\n</interaction log>\n\nWas the task resolved?`
  return { ok: true, question: { system, user } }
}
