import type { EditFormatName } from './formats.ts'

/** A format, or `auto`: the one that suits the model. */
export type EditFormatChoice = EditFormatName | 'auto'

/**
 * Which format the models of a family keep to best, the first match in order; all others write SEARCH/REPLACE blocks.
 * The names are those of providers, without a provider's own prefix.
 */
export const formatsByFamily: readonly (readonly [family: string, name: RegExp, format: EditFormatName])[] = [
  ['GPT-4.1 and Codex models, trained on patches', /\bgpt-4\.1|\bcodex\b/, 'patch'],
  ['GPT-4 Turbo, which leaves code out elsewhere', /\bgpt-4-(?:turbo|1106|0125)/, 'udiff'],
  ['Gemini, which puts paths into fences', /\bgemini\b/, 'search-replace-fenced'],
  [
    'GPT-3.5, and models of up to 9 billion weights, which cannot copy',
    /\bgpt-3\.5|(?:^|[^\d.])[1-9](?:\.\d+)?b\b/,
    'whole',
  ],
]

/** The format that was chosen, or the one that the table has for the model. */
export function formatForModel(choice: EditFormatChoice, model: string): EditFormatName {
  if (choice !== 'auto') return choice
  const name = model.toLowerCase()
  return formatsByFamily.find(([, pattern]) => pattern.test(name))?.[2] ?? 'search-replace'
}
