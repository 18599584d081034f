import { readPromptFile, renderPrompt } from '../../context/prompt-template.ts'

export type PromptName = 'again' | 'clarify' | 'decide' | 'edit' | 'identify' | 'plan' | 'search'

/** A prompt of this strategy with its values put in. */
export function prompt(name: PromptName, values: Readonly<Record<string, string>> = {}): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}

/** What a question tells, each part under its title; parts that are empty are left out. */
export function renderParts(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `# ${title}\n\n${text}`)
    .join('\n\n')
}
