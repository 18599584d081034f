import { toLines } from '../../../../edit/index.ts'
import { again, type Reading, type StateForm } from '../reply-form.ts'

export type EditReply =
  | { readonly kind: 'replace'; readonly lines: readonly string[] }
  | { readonly kind: 'reject'; readonly reason: string }

/** Lines between `<replace>` and its end, which a provider stops at, or a reason between `<reject>` and its. */
export const editForm: StateForm<EditReply> = {
  json: null,
  stop: ['</replace>'],
  read: ({ text, finishReason }) => readEdit(text, finishReason === 'length'),
}

function readEdit(text: string, cutShort: boolean): Reading<EditReply> {
  const { tag } = /<(?<tag>replace|reject)>/.exec(text)?.groups ?? {}
  if (tag === undefined) return again('it holds neither <replace> nor <reject>')
  const from = text.indexOf(`<${tag}>`) + tag.length + 2
  const end = text.lastIndexOf(`</${tag}>`)
  if (end < from && cutShort) return again('it was cut off for its length: replace fewer lines, or reject')
  const body = text.slice(from, end < from ? undefined : end)
  if (tag === 'reject')
    return { kind: 'reply', reply: { kind: 'reject', reason: body.trim() || 'no reason is given' } }
  return { kind: 'reply', reply: { kind: 'replace', lines: toLines(withoutFrame(body)) } }
}

/** Without the line breaks next to the tags, and without a fence around all of it. */
function withoutFrame(body: string): string {
  const inner = body.replace(/^[ \t]*\r?\n/, '').replace(/\n[ \t]*$/, '')
  return /^```[^\n`]*\n([\s\S]*?)\n?```$/.exec(inner)?.[1] ?? inner
}
