import { readFileSync } from 'node:fs'
import { CapuchinError } from '../../std/index.ts'

/** Text of a prompt file of this package, without its final newline. */
export function readPromptFile(url: URL): string {
  return readFileSync(url, 'utf8').trimEnd()
}

/**
 * Puts values into the `{{name}}` places of a template. Values are not read again, so they may hold braces themselves.
 *
 * @throws CapuchinError `attempt/prompt-variable` when a place has no value: a prompt with a hole must not be sent.
 */
export function renderPrompt(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_place, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined)
      throw new CapuchinError(
        'attempt/prompt-variable',
        `a prompt asks for {{${name}}}, which has no value`,
        {
          hint: `give one of its name, or take it out of the template; known are ${Object.keys(values).join(', ') || 'none'}`,
        },
      )
    return value
  })
}
