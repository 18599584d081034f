import { z } from 'zod'
import type { ModelReply, ReplyForm } from '../../../llm/index.ts'
import { findJson } from '../../context/localise/reply-json.ts'

/** What a reply says, or why it cannot be used. */
export type Reading<Reply> =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'again'; readonly reason: string }

/** How the replies of a state are asked for and read. */
export interface StateForm<Reply> {
  /** Null where they are text. */
  readonly json: ReplyForm | null
  readonly stop: readonly string[]
  readonly read: (reply: ModelReply) => Reading<Reply>
}

/** One JSON object, wherever it stands in the reply: a provider may not keep to the form, or may not know any. */
export function jsonForm<Reply>(name: string, schema: z.ZodType<Reply>): StateForm<Reply> {
  return {
    json: { name, schema: z.json().parse(z.toJSONSchema(schema)) },
    stop: [],
    read: ({ text, finishReason }) => {
      const values = findJson(text)
      const fitting = values.map((value) => schema.safeParse(value)).findLast(({ success }) => success)
      if (fitting?.success) return { kind: 'reply', reply: fitting.data }
      if (finishReason === 'length') return again('it was cut off for its length, so be shorter')
      const last = values.at(-1)
      if (last === undefined) return again('it holds no JSON object')
      const [issue] = schema.safeParse(last).error?.issues ?? []
      const where = issue?.path.length ? `\`${issue.path.join('.')}\` of its` : 'its'
      return again(`${where} JSON is not of the form that was asked for: ${issue?.message ?? ''}`)
    },
  }
}

export function again(reason: string): { readonly kind: 'again'; readonly reason: string } {
  return { kind: 'again', reason }
}
