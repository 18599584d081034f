import { readPromptFile, renderPrompt } from '../../context/prompt-template.ts'

export type PromptName =
  | 'calls-as-text'
  | 'cut-off'
  | 'example'
  | 'no-call'
  | 'no-call-again'
  | 'one-at-a-time'
  | 'system'
  | 'task'

/** A prompt of this strategy with its values put in. */
export function prompt(name: PromptName, values: Readonly<Record<string, string>> = {}): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
