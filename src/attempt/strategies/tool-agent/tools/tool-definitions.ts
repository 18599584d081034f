import type { ToolDefinition } from '../../../../llm/index.ts'
import type { JsonValue } from '../../../../std/index.ts'

/** The tools of this strategy as a model is told of them. */
export function toolDefinitions({
  commandSeconds,
}: {
  readonly commandSeconds: number
}): readonly ToolDefinition[] {
  return [
    {
      name: 'bash',
      description: `Runs a command in one bash that goes on from call to call: folder and exported variables stay. Shows output and errors in the order they came, and the exit code. Nothing can be typed into it. A command is stopped after ${commandSeconds} s with all that it started; run what shall go on in the background, with its output in a file.`,
      inputSchema: object({ command: text('Shell text.') }, ['command']),
    },
    {
      name: 'str_replace_editor',
      description: [
        'Looks at files and changes them. `command` is one of:',
        '- `view`: a file with line numbers, lines `view_range` of it where given; of a folder, what it holds, two levels deep.',
        '- `create`: a new file at `path` that holds `file_text`.',
        '- `str_replace`: `new_str` in place of `old_str`, which must stand in the file exactly once, spaces and line breaks included; take as many lines around it as that needs.',
        '- `insert`: `new_str` as new lines behind line `insert_line`; 0 is the top.',
        '- `undo_edit`: takes the last change of `path` by this tool back.',
      ].join('\n'),
      inputSchema: object(
        {
          command: {
            type: 'string',
            enum: ['view', 'create', 'str_replace', 'insert', 'undo_edit'],
            description: 'What to do.',
          },
          path: text('File or folder, from the root of the checkout or absolute.'),
          file_text: text('create: what the file holds.'),
          old_str: text('str_replace: the text to replace.'),
          new_str: text('str_replace, insert: the new text; nothing when left out.'),
          insert_line: { type: 'integer', description: 'insert: number of the line before the new ones.' },
          view_range: {
            type: 'array',
            items: { type: 'integer' },
            description: 'view: first and last line; -1 as the last is the end of the file.',
          },
        },
        ['command', 'path'],
      ),
    },
    {
      name: 'finish',
      description: 'Ends the work: the issue is resolved, or you see no way to resolve it.',
      inputSchema: object({ message: text('What was done, in a sentence or two.') }, []),
    },
  ]
}

/** The same as text, for a model that is told of them in its prompt. */
export function renderTools(tools: readonly ToolDefinition[]): string {
  return tools
    .map(({ name, description, inputSchema }) =>
      [`## ${name}`, description, 'Parameters, as a JSON schema:', JSON.stringify(inputSchema)].join('\n\n'),
    )
    .join('\n\n')
}

function object(properties: Readonly<Record<string, JsonValue>>, required: readonly string[]): JsonValue {
  return {
    type: 'object',
    properties: { ...properties },
    required: [...required],
    additionalProperties: false,
  }
}

function text(description: string): JsonValue {
  return { type: 'string', description }
}
