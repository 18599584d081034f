import { z } from 'zod'

const text = z.string().nullable().prefault(null)
const names = z.array(z.string()).nullable().prefault(null)

/** One thing to look for. All that is said must hold; what is null says nothing. */
export const searchRequestSchema = z.object({
  file_pattern: text.describe('path or glob of the files to look in'),
  query: text.describe('what the code does, in words'),
  code_snippet: text.describe('lines that stand in the code as they are'),
  class_names: names,
  function_names: names,
})
export type SearchRequest = Readonly<z.infer<typeof searchRequestSchema>>

export function namesOf({ class_names, function_names }: SearchRequest): readonly string[] {
  return [...(class_names ?? []), ...(function_names ?? [])].map((name) => name.trim()).filter(Boolean)
}

/** A request in one line; empty for one that says nothing. */
export function renderRequest(request: SearchRequest): string {
  const names = namesOf(request)
  return [
    request.query?.trim() ?? '',
    names.length === 0 ? '' : `named ${names.join(', ')}`,
    request.code_snippet?.trim() ? `holding \`${request.code_snippet.trim().split('\n')[0]}\`` : '',
    request.file_pattern?.trim() ? `in ${request.file_pattern.trim()}` : '',
  ]
    .filter(Boolean)
    .join(', ')
}
