import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createFakeEndpoint } from '../../src/llm/fake-endpoints.ts'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'

/** What a model said in each attempt at an issue; the issue and the code are somebody else's and lie elsewhere. */
const recordingSchema = z.object({
  instanceId: z.string(),
  baseCommit: z.string(),
  testCommand: z.string(),
  attempts: z.array(z.object({ testing: z.array(z.string()), editing: z.array(z.string()) })),
})
type Recording = z.infer<typeof recordingSchema>

const folder = join(import.meta.dirname, '../recordings')
const recordings = readdirSync(folder).map((name) =>
  recordingSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
)
const requestSchema = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) })

/**
 * Which attempt asks shows in what it was answered so far, and, when it begins to edit, in the script that it brings
 * along: so attempts may run at once, and prompts may be worded anew.
 */
function answerOf({ attempts }: Recording): (request: unknown) => string {
  let begun = 0
  return (request) => {
    const { messages } = requestSchema.parse(request)
    const said = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content)
    const asked = messages.find(({ role }) => role === 'user')?.content ?? ''
    const isTesting = messages[0]?.content.includes('You write small programs') ?? false
    const attempt = attempts.find(({ testing, editing }, index) => {
      if (isTesting && said.length === 0) return index === begun
      if (said.length > 0) return said.every((text, at) => text === (isTesting ? testing : editing)[at])
      return asked.includes(scriptOf(testing))
    })
    if (isTesting && said.length === 0) begun += 1
    return (isTesting ? attempt?.testing : attempt?.editing)?.[said.length] ?? 'nothing is recorded here'
  }
}

function scriptOf(replies: readonly string[]): string {
  const last = replies.findLast((reply) => reply.includes('</test>')) ?? ''
  return (/<test[^>]*>\n([\s\S]*?)\n<\/test>/.exec(last)?.[1] ?? 'none').trim()
}

describe('attempts at real issues, as they were recorded (needs CAPUCHIN_DATA)', () => {
  const desk = useDesk(needsSandbox)

  it.for(recordings)('$instanceId', { timeout: 900_000 }, async (recording, context) => {
    const { instanceId, baseCommit, testCommand, attempts } = recording
    const checkout = join(process.env['CAPUCHIN_CHECKOUTS'] ?? '/nowhere', instanceId)
    const issue = issueOf(instanceId)
    if (issue === null || !existsSync(checkout))
      context.skip(
        `set CAPUCHIN_DATA to the folder of lite-dev.jsonl and CAPUCHIN_CHECKOUTS to one with ${instanceId}, its environment in .venv`,
      )
    expect(git(checkout, 'rev-parse', 'HEAD').trim()).toBe(baseCommit)
    const answer = answerOf(recording)
    await using endpoint = await createFakeEndpoint('openai-chat', (request) =>
      Promise.resolve({ kind: 'text', text: answer(request) }),
    )
    const flags = [
      '--strategy',
      'edit-test',
      '--attempts',
      String(attempts.length),
      '--model',
      `m@${endpoint.url}`,
    ]
    const end = await desk.run(
      ['solve', issue ?? '', '--repo', checkout, '--test-cmd', testCommand, ...flags, '--json'],
      { cwd: desk.path },
    )
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(endpoint.requests).toHaveLength(
      attempts.flatMap(({ testing, editing }) => [...testing, ...editing]).length,
    )
    expect(result.selection?.tests.map(({ noVote }) => noVote)).toEqual(attempts.map(() => null))
    expect(result.selection?.tests.every(({ onBase }) => onBase.verdict === 'present')).toBe(true)
    expect(result.selection?.classes).toHaveLength(1)
  })
})

function issueOf(instanceId: string): string | null {
  const file = join(process.env['CAPUCHIN_DATA'] ?? '/nowhere', 'lite-dev.jsonl')
  if (!existsSync(file)) return null
  const row = readFileSync(file, 'utf8')
    .split('\n')
    .find(
      (line) =>
        line.includes(`"instance_id": "${instanceId}"`) || line.includes(`"instance_id":"${instanceId}"`),
    )
  return row === undefined
    ? null
    : z.object({ problem_statement: z.string() }).parse(JSON.parse(row)).problem_statement
}
