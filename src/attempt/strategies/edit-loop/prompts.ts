import { readPromptFile, renderPrompt } from '../../context/prompt-template.ts'

export type PromptName =
  | 'command-output'
  | 'continue'
  | 'editor-system'
  | 'files-added'
  | 'files'
  | 'go-on'
  | 'issue'
  | 'lint'
  | 'no-edits'
  | 'plan'
  | 'plan-reminder'
  | 'plan-system'
  | 'reminder'
  | 'system'
  | 'tests'
  | 'too-long'

/** A prompt of this strategy with its values put in. */
export function prompt(name: PromptName, values: Readonly<Record<string, string>> = {}): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
