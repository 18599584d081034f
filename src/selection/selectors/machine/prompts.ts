import { readPromptFile, renderPrompt } from '../../../attempt/index.ts'

export type MachinePromptName =
  | 'choice-again'
  | 'evidence'
  | 'results'
  | 'run'
  | 'script-again'
  | 'start'
  | 'system'
  | 'task'

/** A prompt of this machine with its values put in. */
export function prompt(name: MachinePromptName, values: Readonly<Record<string, string>> = {}): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
