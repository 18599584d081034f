import { readPromptFile, renderPrompt } from '../prompt-template.ts'

export type LocalisePromptName =
  | 'ranking'
  | 'ranking-again'
  | 'scan-again'
  | 'scan-file'
  | 'scan-file-part'
  | 'scan-system'

/** A prompt of the localisation with its values put in. */
export function localisePrompt(name: LocalisePromptName, values: Readonly<Record<string, string>>): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
