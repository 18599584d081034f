import { z } from 'zod'

export const attemptCheckSchema = z.object({
  hasPatch: z.boolean(),
  /** The last edits applied cleanly; null where nothing was edited. */
  edits: z.boolean().nullable(),
  /** No fault was found in what was changed; null where nobody looked. */
  lint: z.boolean().nullable(),
  /** The visible tests found no fault; null where none ran. */
  tests: z.boolean().nullable(),
})
/** What is known of an attempt's work without hidden tests. */
export type AttemptCheck = Readonly<z.infer<typeof attemptCheckSchema>>

export function isPlausible({ hasPatch, edits, lint, tests }: AttemptCheck): boolean {
  return hasPatch && edits === true && lint === true && tests === true
}

/** Orders among attempts of which none is plausible, as aider's article on SWE-bench Lite has it and as its program did. */
export const fallbackOrders = ['code', 'article'] as const
export type FallbackOrder = (typeof fallbackOrders)[number]

/** What an attempt may claim that is not plausible, best first. They differ over edits that leave no patch. */
const levels: Readonly<Record<FallbackOrder, readonly FallbackLevel[]>> = {
  code: [
    {
      name: 'edited and lints',
      holds: ({ hasPatch, edits, lint }) => hasPatch && edits === true && lint === true,
    },
    { name: 'edited in part and lints', holds: ({ hasPatch, lint }) => hasPatch && lint === true },
    { name: 'edited', holds: ({ hasPatch, edits }) => hasPatch && edits === true },
    { name: 'edited in part', holds: ({ hasPatch }) => hasPatch },
    { name: 'the first', holds: () => true },
  ],
  article: [
    { name: 'edited and lints', holds: ({ edits, lint }) => edits === true && lint === true },
    { name: 'edited in part and lints', holds: ({ hasPatch, lint }) => hasPatch && lint === true },
    { name: 'edited', holds: ({ edits }) => edits === true },
    { name: 'edited in part', holds: ({ hasPatch }) => hasPatch },
    { name: 'the first', holds: () => true },
  ],
}

interface FallbackLevel {
  readonly name: string
  readonly holds: (check: AttemptCheck) => boolean
}

export interface LeastBad {
  readonly at: number
  /** Counted from 1, the best. */
  readonly level: number
  /** What the level asks for. */
  readonly name: string
}

/** The first attempt of the best level that any of them reaches, whatever tests say; null where there is none. */
export function leastBad(checks: readonly AttemptCheck[], order: FallbackOrder): LeastBad | null {
  for (const [index, { name, holds }] of levels[order].entries()) {
    const at = checks.findIndex(holds)
    if (at >= 0) return { at, level: index + 1, name }
  }
  return null
}
