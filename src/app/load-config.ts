import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CapuchinError, messageOf } from '../std/index.ts'
import { configSchema, settingNames, type Config } from './config.ts'

export type ConfigSource = 'default' | 'user file' | 'project file' | 'environment' | 'flag'

export interface ResolvedConfig {
  readonly config: Config
  /** Where each value came from. */
  readonly sources: ReadonlyMap<keyof Config, ConfigSource>
  readonly files: { readonly user: string; readonly project: string }
}

export interface ConfigInputs {
  /** Top of the user's checkout. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** By setting name; only those that were given. */
  readonly flags: Readonly<Record<string, unknown>>
}

/**
 * Settings of one invocation: defaults, then the user's file, the project's file, the environment, the flags.
 *
 * @throws CapuchinError `config/invalid`, or `config/bad-flag` for the command line, naming the place and what is
 * wrong with it.
 */
export async function loadConfig({ root, env, flags }: ConfigInputs): Promise<ResolvedConfig> {
  const userFolder = env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config')
  const files = { user: join(userFolder, 'capuchin', 'capuchin.yaml'), project: join(root, 'capuchin.yaml') }
  const layers: readonly (readonly [ConfigSource, Readonly<Record<string, unknown>>])[] = [
    ['user file', await readLayer(files.user)],
    ['project file', await readLayer(files.project)],
    ['environment', environmentLayer(env)],
    ['flag', flags],
  ]
  const merged = layers.reduce<Readonly<Record<string, unknown>>>(
    (all, [, values]) => ({ ...all, ...values }),
    {},
  )
  const parsed = configSchema.safeParse(merged)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0] ?? '')
    const from = layers.findLast(([, values]) => name in values)?.[0] ?? 'defaults'
    throw new CapuchinError(
      from === 'flag' ? 'config/bad-flag' : 'config/invalid',
      `setting ${name || '(unknown)'} from the ${from} is not usable: ${issue?.message}`,
      {
        hint: "'capuchin config' shows every setting and where it comes from",
      },
    )
  }
  const sourceOf = (name: string): ConfigSource =>
    layers.findLast(([, values]) => values[name] !== undefined)?.[0] ?? 'default'
  return { config: parsed.data, sources: new Map(settingNames.map((name) => [name, sourceOf(name)])), files }
}

async function readLayer(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return {}
  const { parse } = await import('yaml')
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    throw new CapuchinError('config/invalid', `${path} is not YAML: ${messageOf(cause)}`, { cause })
  }
  const settings = z.record(z.string(), z.unknown()).nullable().safeParse(value)
  if (!settings.success)
    throw new CapuchinError('config/invalid', `${path} holds no settings but a ${typeof value}`)
  const unknown = Object.keys(settings.data ?? {}).find((name) => !(name in configSchema.shape))
  if (unknown !== undefined) {
    throw new CapuchinError('config/invalid', `${path} sets '${unknown}', which is no setting`, {
      hint: `settings are ${settingNames.join(', ')}`,
    })
  }
  return settings.data ?? {}
}

function environmentLayer(env: ConfigInputs['env']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const text = env[variableOf(name)]
      return text === undefined || text === '' ? [] : [[name, readText(name, text)]]
    }),
  )
}

/** CAPUCHIN_TEST_CMD for testCmd. */
export function variableOf(setting: string): string {
  return `CAPUCHIN_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** A value as the environment or a flag spells it, as the schema wants it; left as text where it does not fit. */
export function readText(setting: keyof Config, text: string): unknown {
  const { type } = settingForm(setting)
  if (type === 'boolean')
    return text === '1' || text === 'true' ? true : text === '0' || text === 'false' ? false : text
  if (type === 'number' || type === 'integer') {
    const number = Number(text)
    return text.trim() === '' || Number.isNaN(number) ? text : number
  }
  if (type === 'array')
    return text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
  return text
}

const formSchema = z.object({
  type: z.string(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
})
export type SettingForm = z.infer<typeof formSchema>

/** JSON-schema form of one setting: what flags and docs are made from. */
export function settingForm(setting: keyof Config): SettingForm {
  return formSchema.parse(z.toJSONSchema(configSchema.shape[setting], { io: 'input' }))
}
