import { z } from 'zod'

export const scriptLanguageSchema = z.enum([
  'python',
  'javascript',
  'typescript',
  'go',
  'java',
  'rust',
  'shell',
])
export type ScriptLanguage = z.infer<typeof scriptLanguageSchema>

export const generatedTestSchema = z.object({
  language: scriptLanguageSchema,
  text: z.string(),
})
/**
 * A script written for one issue that says by its exit code whether the issue is there: 2 while it is, 0 when it is
 * gone, anything else when the script itself failed. It stands alone, takes no arguments and may be run any number of
 * times.
 */
export type GeneratedTest = Readonly<z.infer<typeof generatedTestSchema>>

export const scriptVerdictSchema = z.enum(['fixed', 'present', 'crashed', 'timeout'])
export type ScriptVerdict = z.infer<typeof scriptVerdictSchema>

export const scriptRunSchema = z.object({
  verdict: scriptVerdictSchema,
  exitCode: z.number(),
  /** Both streams as they came, cut in the middle; partial after a timeout. */
  output: z.string(),
  durationMs: z.number(),
})
/** What one run of a generated test said. */
export type ScriptRun = Readonly<z.infer<typeof scriptRunSchema>>
