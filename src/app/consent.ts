import { mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { atomicWrite, CapuchinError, hashJson } from '../std/index.ts'
import { guardedSettings } from './config.ts'
import type { ResolvedConfig } from './load-config.ts'

/** Something that the user must have seen once before it takes effect. */
export interface ConsentQuestion {
  readonly root: string
  /** One line each: what would be done. */
  readonly lines: readonly string[]
}

export interface ConsentOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** `--yes`. */
  readonly assumeYes: boolean
  /** Asks the person; null where there is nobody to ask. */
  readonly ask: ((question: ConsentQuestion) => Promise<boolean>) | null
}

const rememberedSchema = z.object({ hashes: z.array(z.string()) })

/**
 * Makes sure that the user agreed to what a project's file or the detection proposes; remembers it in the user's own
 * state folder, so that it is asked once per repository and wording.
 *
 * @throws CapuchinError `config/no-consent`.
 */
export async function obtainConsent(question: ConsentQuestion, options: ConsentOptions): Promise<void> {
  if (question.lines.length === 0) return
  const file = join(
    options.env['XDG_STATE_HOME'] ?? join(options.env['HOME'] ?? homedir(), '.local', 'state'),
    'capuchin',
    'consent.json',
  )
  const hash = hashJson({ root: question.root, lines: [...question.lines] })
  const known = await readRemembered(file)
  if (known.includes(hash)) return
  const agreed = options.assumeYes || ((await options.ask?.(question)) ?? false)
  if (!agreed) {
    throw new CapuchinError('config/no-consent', `not agreed to: ${question.lines.join('; ')}`, {
      hint: 'agree once in a terminal, give --yes, or give the settings as flags',
    })
  }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await atomicWrite(file, JSON.stringify({ hashes: [...known, hash] }), { mode: 0o600 })
}

/** What the project's own file asks for that it cannot have without the user's word. */
export function guardedRequests({ config, sources, files }: ResolvedConfig): readonly string[] {
  return guardedSettings
    .filter((name) => sources.get(name) === 'project file')
    .map((name) => `${files.project} sets ${name}: ${JSON.stringify(config[name])}`)
}

async function readRemembered(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '{"hashes":[]}')
  try {
    return rememberedSchema.parse(JSON.parse(text)).hashes
  } catch {
    // A damaged file of consents only means that the user is asked again.
    return []
  }
}
