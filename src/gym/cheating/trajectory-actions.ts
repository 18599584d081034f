import { z } from 'zod'
import type { Trajectory } from '../../domain/index.ts'

/** What a trajectory did and saw, whichever program it comes from. */
export type TrajectoryAction =
  /** Shell text, or code of another language that was run. */
  | { readonly kind: 'command'; readonly step: number; readonly text: string }
  | {
      readonly kind: 'edit'
      readonly step: number
      readonly path: string
      /** What stood there; null for a new file or lines put between. */
      readonly before: string | null
      readonly after: string
    }
  | { readonly kind: 'seen'; readonly step: number; readonly text: string }

/** In the order in which they came. Calls that stand in the text of replies are read, too. */
export function actionsOf({ head, steps }: Trajectory): readonly TrajectoryAction[] {
  // What these strategies' models write as commands is not run.
  const runsText = !/^(?:edit-loop|edit-test|mutation)\b/.test(head.strategy)
  let isFirst = true
  return steps.flatMap((step): readonly TrajectoryAction[] => {
    if (step.type === 'observation') return [{ kind: 'seen', step: 0, text: step.text }]
    // The first request holds the issue, which is nothing that was looked up.
    const said = isFirst ? [] : (step.sent?.added ?? [])
    isFirst = false
    const seen = said.flatMap(({ role, text }) =>
      role === 'tool' || role === 'user' ? [{ kind: 'seen' as const, step: step.step, text }] : [],
    )
    const calls = [...step.toolCalls.map(({ input }) => input), ...callsInText(step.text)]
    const asked = calls.flatMap((input) => actionOf(input, step.step))
    const blocks = runsText && calls.length === 0 ? shellBlocks(step.text) : []
    return [...seen, ...asked, ...blocks.map((text) => ({ kind: 'command' as const, step: step.step, text }))]
  })
}

const commandSchema = z.union([
  z.object({ path: z.undefined().optional(), command: z.string() }).transform(({ command }) => command),
  z
    .object({ path: z.undefined().optional(), command: z.array(z.string()) })
    .transform(({ command }) => command.at(-1) ?? ''),
  z.object({ code: z.string() }).transform(({ code }) => code),
  z.object({ script: z.string() }).transform(({ script }) => script),
  z.object({ cmd: z.string() }).transform(({ cmd }) => cmd),
])
const editSchema = z.object({
  path: z.string(),
  command: z.string().optional(),
  file_text: z.string().optional(),
  content: z.string().optional(),
  old_str: z.string().optional(),
  new_str: z.string().optional(),
})

function actionOf(input: unknown, step: number): readonly TrajectoryAction[] {
  const edit = editSchema.safeParse(input).data
  if (edit) {
    const { path, old_str: before = null, file_text, content, new_str } = edit
    const after = file_text ?? content ?? new_str
    if (after !== undefined || before !== null)
      return [{ kind: 'edit', step, path, before, after: after ?? '' }]
    return [{ kind: 'command', step, text: `cat '${path}'` }]
  }
  const text = commandSchema.safeParse(input).data ?? (typeof input === 'string' ? input : undefined)
  return text === undefined ? [] : [{ kind: 'command', step, text }]
}

function callsInText(text: string): readonly Readonly<Record<string, string>>[] {
  return [...text.matchAll(/<function=[^>\n]+>([\s\S]*?)<\/function>/g)].map(([, body = '']) =>
    Object.fromEntries(
      [...body.matchAll(/<parameter=([^>\n]+)>\n?([\s\S]*?)\n?<\/parameter>/g)].map(
        ([, key = '', value = '']) => [key, value],
      ),
    ),
  )
}

function shellBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^```(?:bash|sh|shell|console|mswea_bash_command)?\n([\s\S]*?)^```/gm)].map(
    ([, body = '']) => body,
  )
}
