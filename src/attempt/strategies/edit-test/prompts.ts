import { readPromptFile, renderPrompt } from '../../context/prompt-template.ts'

export type PromptName =
  | 'edit-again'
  | 'edit-first'
  | 'edit-first-without-script'
  | 'edit-next'
  | 'edit-next-again'
  | 'edit-review'
  | 'edit-runs'
  | 'edit-runs-none'
  | 'edit-system'
  | 'issue'
  | 'script-again'
  | 'script-form'
  | 'script-form-languages'
  | 'script-next'
  | 'script-next-again'
  | 'script-rules'
  | 'script-system'
  | 'script-task'

/** A prompt of this strategy with its values put in. */
export function prompt(name: PromptName, values: Readonly<Record<string, string>> = {}): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
