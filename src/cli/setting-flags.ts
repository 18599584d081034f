import type { Command } from 'commander'
import { readText, settingForm, settingNames, type Config } from '../app/index.ts'

/** One flag a setting, from the schema: `--test-cmd <text>`, `--network`, `--model <text>` (repeatable). */
export function addSettingFlags(command: Command): void {
  for (const name of settingNames) {
    const form = settingForm(name)
    if (form.type === 'object') continue
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    const short = name === 'jobs' ? '-j, ' : ''
    const value = form.enum?.join('|') ?? (form.type === 'string' || form.type === 'array' ? 'text' : 'n')
    const description = `${form.description ?? ''}${fallbackText(form.default)}`
    if (form.type === 'boolean') command.option(`${short}${flag}`, description)
    else if (form.type === 'array') command.option(`${flag} <text>`, description, collect)
    else command.option(`${short}${flag} <${value}>`, description, (text) => readText(name, text))
  }
}

/** What was given of them, by setting name. */
export function givenSettings(
  options: Readonly<Record<string, unknown>>,
): Readonly<Partial<Record<keyof Config, unknown>>> {
  return Object.fromEntries(
    settingNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  )
}

function fallbackText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? ` (default: ${value})` : ''
}

function collect(text: string, all: readonly string[] | undefined): readonly string[] {
  return [...(all ?? []), text]
}
