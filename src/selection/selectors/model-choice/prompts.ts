import { readPromptFile, renderPrompt } from '../../../attempt/index.ts'

/** A prompt of this selector with its values put in. */
export function prompt(name: 'again' | 'task', values: Readonly<Record<string, string>>): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
