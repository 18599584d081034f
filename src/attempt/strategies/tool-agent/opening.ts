import { issueBlock, type Message, type Problem } from '../../../domain/index.ts'
import type { ToolDefinition } from '../../../llm/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { CallStyle } from './call-style.ts'
import { renderCall } from './calls-as-text.ts'
import type { ToolAgentOptions } from './options.ts'
import { prompt } from './prompts.ts'
import { renderTools, toolDefinitions } from './tools/tool-definitions.ts'

export interface Opening {
  readonly messages: readonly Message[]
  readonly tools: readonly ToolDefinition[]
}

/** What an opening is made of. */
export interface OpeningInput {
  readonly problem: Problem
  readonly tools: Pick<AttemptTools, 'testCommand' | 'failCommand' | 'context'>
  readonly settings: Pick<ToolAgentOptions, 'commandTimeoutMs' | 'example'>
}

/** What every request begins with: who the model is, its tools, and the issue. */
export function openConversation(
  { problem, tools: { testCommand, failCommand, context }, settings }: OpeningInput,
  style: CallStyle,
): Opening {
  const tools = toolDefinitions({ commandSeconds: settings.commandTimeoutMs / 1_000 })
  const asText = style === 'text'
  const system = asText
    ? `${prompt('system')}\n\n${prompt('calls-as-text', { tools: renderTools(tools) })}`
    : prompt('system')
  const hints = [
    ...(testCommand === null
      ? []
      : [
          `All tests are run with \`${testCommand.command}\`${testCommand.cwd === '' ? '' : ` in ${testCommand.cwd}`}.`,
        ]),
    ...(failCommand === null
      ? []
      : [
          `This command shows the issue, and must end with exit code 0 when it is resolved: \`${failCommand}\``,
        ]),
    ...(context === null
      ? []
      : [`Files that seem to matter: ${context.files.map(({ path }) => path).join(', ')}`]),
  ]
  const task = prompt('task', {
    issue: issueBlock(problem.problemStatement),
    hints: hints.map((hint) => `\n\n${hint}`).join(''),
  })
  return {
    messages: [
      { role: 'system', text: system, cacheMark: true },
      { role: 'user', text: asText && settings.example ? `${renderExample()}\n\n${task}` : task },
    ],
    tools,
  }
}

function renderExample(): string {
  const path = 'src/greet.py'
  const edit = {
    command: 'str_replace',
    path,
    old_str: "    return 'Hello'",
    new_str: "    return f'Hello, {name}'",
  }
  return prompt('example', {
    search: renderCall({ name: 'bash', input: { command: "grep -rn 'def greet' src" } }),
    view: renderCall({ name: 'str_replace_editor', input: { command: 'view', path, view_range: [4, 5] } }),
    edit: renderCall({ name: 'str_replace_editor', input: edit }),
    check: renderCall({
      name: 'bash',
      input: { command: `cd src && python3 -c "from greet import greet; print(greet('Ada'))"` },
    }),
    finish: renderCall({ name: 'finish', input: { message: 'greet() says the name.' } }),
  })
}
