import { scriptLanguageSchema, type GeneratedTest, type ScriptLanguage } from '../../domain/index.ts'
import type { TaggedBlock } from '../../llm/index.ts'

export type ScriptReading =
  | { readonly kind: 'test'; readonly test: GeneratedTest }
  | { readonly kind: 'misparse'; readonly reason: string }

export interface ScriptRules {
  /** Of a script that names none. */
  readonly language: ScriptLanguage
  /** That may be named; all where not given. */
  readonly languages?: readonly ScriptLanguage[]
}

/** The script of a block, in the language that its attribute names. */
export function readScript(
  { body, attributes }: Pick<TaggedBlock<string>, 'body' | 'attributes'>,
  { language, languages = scriptLanguageSchema.options }: ScriptRules,
): ScriptReading {
  const text = withoutFence(body)
  if (text === '') return { kind: 'misparse', reason: 'the script is empty' }
  const named = /\blanguage\s*=\s*["']?([\w-]+)/.exec(attributes)?.[1]?.toLowerCase() ?? language
  const known = languages.find((one) => one === named)
  if (known !== undefined) return { kind: 'test', test: { language: known, text: `${text}\n` } }
  const list = languages.join(', ')
  return { kind: 'misparse', reason: `no script can be written in '${named}', only in ${list}` }
}

/** Many models put a fence around code wherever it stands. */
function withoutFence(body: string): string {
  const match = /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?\1$/.exec(body)
  return (match?.[2] ?? body).trim()
}
