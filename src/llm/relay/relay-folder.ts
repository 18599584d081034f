import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readJsonLines } from '../../std/index.ts'

const entrySchema = z.union([
  z.object({ v: z.literal(1), prompt: z.int(), asker: z.string(), key: z.string() }),
  /** Its reply was used, and whoever asked has gone on. */
  z.object({ v: z.literal(1), taken: z.int() }),
])

export interface RelayPrompt {
  /** Counted from 1. */
  readonly number: number
  readonly path: string
  /** Where its reply is looked for. */
  readonly replyPath: string
}

export interface RelayQuestion {
  /** Who asks, in words that are the same when a run is gone on with. */
  readonly asker: string
  /** Of all that the reply depends on. */
  readonly key: string
  readonly text: string
}

/** Prompts as `NNN.md` in a folder, and in `index.jsonl` whose they are. */
export interface RelayFolder {
  /** The prompt of a question: one that it was asked by before and whose reply was not used, else a new one. */
  readonly place: (question: RelayQuestion) => Promise<RelayPrompt>
  readonly take: (number: number) => Promise<void>
}

/** Nothing is made before the first prompt. */
export function openRelayFolder(folder: string): RelayFolder {
  const index = join(folder, 'index.jsonl')
  const claimed = new Set<number>()
  // One after another: two that ask the same at once are two prompts.
  let last: Promise<unknown> = Promise.resolve()
  const append = (entry: z.infer<typeof entrySchema>): Promise<void> =>
    appendFile(index, `${JSON.stringify(entry)}\n`)
  const placeNow = async ({ asker, key, text }: RelayQuestion): Promise<RelayPrompt> => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const known = await find(index, { asker, key, claimed })
    const number = known ?? (await create(folder, text))
    claimed.add(number)
    if (known === null) await append({ v: 1, prompt: number, asker, key })
    return {
      number,
      path: join(folder, `${nameOf(number)}.md`),
      replyPath: join(folder, `${nameOf(number)}.reply.md`),
    }
  }
  return {
    place: (question) => {
      const placed = last.then(() => placeNow(question))
      last = placed.catch(() => undefined)
      return placed
    },
    take: (number) => append({ v: 1, taken: number }),
  }
}

async function find(
  index: string,
  {
    asker,
    key,
    claimed,
  }: { readonly asker: string; readonly key: string; readonly claimed: ReadonlySet<number> },
): Promise<number | null> {
  const text = await readFile(index, 'utf8').catch(() => '')
  const entries = readJsonLines(text, entrySchema)
  const taken = new Set(entries.flatMap((entry) => ('taken' in entry ? [entry.taken] : [])))
  const own = entries.find(
    (entry) =>
      'prompt' in entry &&
      entry.asker === asker &&
      entry.key === key &&
      !taken.has(entry.prompt) &&
      !claimed.has(entry.prompt),
  )
  return own && 'prompt' in own ? own.prompt : null
}

/** Writes a prompt under the next number that is free, whoever else writes into the folder. */
async function create(folder: string, text: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number.parseInt(name, 10)).filter(Number.isFinite)
  for (let number = Math.max(0, ...numbers) + 1; ; number++) {
    try {
      await writeFile(join(folder, `${nameOf(number)}.md`), text, { flag: 'wx', mode: 0o600 })
      return number
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

function nameOf(number: number): string {
  return String(number).padStart(3, '0')
}
