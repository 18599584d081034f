import { z } from 'zod'
import type { ToolCall } from '../../../../domain/index.ts'

/** A call that can be run. */
export type Action =
  | { readonly tool: 'bash'; readonly command: string }
  | { readonly tool: 'finish'; readonly message: string }
  | { readonly tool: 'view'; readonly path: string; readonly range: readonly [number, number] | null }
  | { readonly tool: 'create'; readonly path: string; readonly text: string }
  | { readonly tool: 'str_replace'; readonly path: string; readonly old: string; readonly new: string }
  | { readonly tool: 'insert'; readonly path: string; readonly line: number; readonly text: string }
  | { readonly tool: 'undo_edit'; readonly path: string }

export type CallReading =
  | { readonly kind: 'action'; readonly action: Action }
  /** What the model is told. */
  | { readonly kind: 'problem'; readonly problem: string }

/** What a call asks for, wherever it can be understood: numbers and lists may be written as text. */
export function readCall({ name, input }: Pick<ToolCall, 'name' | 'input'>): CallReading {
  const schema = schemaOf(name, input)
  if (typeof schema === 'string') return { kind: 'problem', problem: schema }
  const read = schema.safeParse(input)
  if (read.success) return { kind: 'action', action: read.data }
  const [issue] = read.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at \`${issue.path.join('.')}\``
  return { kind: 'problem', problem: `The input of \`${name}\` cannot be read${where}: ${issue?.message}.` }
}

function schemaOf(name: string, input: unknown): z.ZodType<Action> | string {
  if (name === 'bash') return bashSchema
  if (name === 'finish') return finishSchema
  if (name !== 'str_replace_editor')
    return `There is no tool \`${name}\`. The tools are \`bash\`, \`str_replace_editor\` and \`finish\`.`
  const command = commandSchema.safeParse(input).data?.command
  const commands = Object.keys(editorSchemas)
  const found = Object.entries(editorSchemas).find(([one]) => one === command)?.[1]
  return (
    found ?? `The \`command\` of str_replace_editor is one of ${commands.join(', ')}, not \`${command}\`.`
  )
}

const pathSchema = z.string().trim().min(1)
/** As JSON where a model that writes text wrote it so. */
const rangeSchema = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.tuple([z.coerce.number().int(), z.coerce.number().int()]).nullish(),
)
const commandSchema = z.object({ command: z.string().trim() })
const bashSchema = z
  .object({ command: z.string().min(1) })
  .transform(({ command }) => ({ tool: 'bash' as const, command }))
const finishSchema = z
  .object({ message: z.string().catch('') })
  .catch({ message: '' })
  .transform(({ message }) => ({ tool: 'finish' as const, message }))
const editorSchemas = {
  view: z
    .object({ path: pathSchema, view_range: rangeSchema })
    .transform(({ path, view_range: range }) => ({ tool: 'view' as const, path, range: range ?? null })),
  create: z
    .object({ path: pathSchema, file_text: z.string() })
    .transform(({ path, file_text: text }) => ({ tool: 'create' as const, path, text })),
  str_replace: z
    .object({ path: pathSchema, old_str: z.string().min(1), new_str: z.string().default('') })
    .transform(({ path, old_str, new_str }) => ({
      tool: 'str_replace' as const,
      path,
      old: old_str,
      new: new_str,
    })),
  insert: z
    .object({ path: pathSchema, insert_line: z.coerce.number().int().min(0), new_str: z.string() })
    .transform(({ path, insert_line: line, new_str: text }) => ({
      tool: 'insert' as const,
      path,
      line,
      text,
    })),
  undo_edit: z.object({ path: pathSchema }).transform(({ path }) => ({ tool: 'undo_edit' as const, path })),
} satisfies Record<string, z.ZodType<Action>>

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
