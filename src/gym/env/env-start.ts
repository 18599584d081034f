import { openConversation } from '../../attempt/index.ts'
import type { Problem } from '../../domain/index.ts'
import type { EnvLimits } from './env-limits.ts'
import type { EnvStart } from './env-records.ts'

/** What the tool-agent's model would be told of the same issue. */
export function startOf(problem: Problem, limits: EnvLimits): EnvStart {
  const { instanceId, repo, baseCommit } = problem
  const { messages, tools } = openConversation(
    {
      problem,
      tools: { testCommand: null, failCommand: null, context: null },
      settings: { commandTimeoutMs: limits.commandTimeoutMs, example: false },
    },
    'native',
  )
  const textOf = (role: 'system' | 'user'): string =>
    messages
      .filter((message) => message.role === role)
      .map(({ text }) => text)
      .join('\n\n')
  return {
    observation: { text: textOf('user') },
    info: { instanceId, repo, baseCommit, system: textOf('system'), tools, limits },
  }
}
