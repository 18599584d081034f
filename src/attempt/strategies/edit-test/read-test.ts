import { scriptLanguageSchema, type GeneratedTest } from '../../../domain/index.ts'
import type { TaggedBlock } from './reply-tags.ts'
import type { ScriptSettings } from './script-settings.ts'

export type TestReading =
  | { readonly kind: 'test'; readonly test: GeneratedTest }
  | { readonly kind: 'misparse'; readonly reason: string }

/** The script of a block, in the language that its attribute names. */
export function readTest(
  { body, attributes }: TaggedBlock,
  { language }: Pick<ScriptSettings, 'language'>,
): TestReading {
  const text = withoutFence(body)
  if (text === '') return { kind: 'misparse', reason: 'the script is empty' }
  const named = /\blanguage\s*=\s*["']?([\w-]+)/.exec(attributes)?.[1]?.toLowerCase()
  if (named === undefined) return { kind: 'test', test: { language, text: `${text}\n` } }
  const known = scriptLanguageSchema.safeParse(named)
  if (known.success) return { kind: 'test', test: { language: known.data, text: `${text}\n` } }
  const languages = scriptLanguageSchema.options.join(', ')
  return { kind: 'misparse', reason: `no script can be written in '${named}', only in ${languages}` }
}

/** Many models put a fence around code wherever it stands. */
function withoutFence(body: string): string {
  const match = /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?\1$/.exec(body)
  return (match?.[2] ?? body).trim()
}
