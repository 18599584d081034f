import { z } from 'zod'
import { mostVoted, type SelectionInstance, type SelectorChoice } from '../../analysis/index.ts'
import { observedChoices, observedSchema } from './observed-choices.ts'
import { badInput, readInstances, type Line } from './json-lines.ts'

const place = z.number().int().nonnegative()

const selectorSchema = z
  .strictObject({
    /** Candidates it chose; several are tied, none is abstaining. */
    chosen: z.array(place).optional(),
    /** Higher is better; null for a candidate that it does not choose. */
    scores: z.array(z.number().nullable()).optional(),
    /** By sample, the candidates that its test passes on. */
    passes: z.array(z.array(place)).optional(),
    confidence: z.number().min(0).max(1).optional(),
  })
  .refine(({ chosen, scores, passes }) => [chosen, scores, passes].filter(Boolean).length === 1, {
    error: 'a selector has one of chosen, scores and passes',
  })
type SelectorLine = z.infer<typeof selectorSchema>

const instanceSchema = z
  .object({
    instanceId: z.string(),
    candidates: z.array(
      z.object({
        /** Null where hidden tests gave no verdict. */
        resolved: z.boolean().nullable(),
        /** False for a sample that gave none. */
        hasPatch: z.boolean().default(true),
      }),
    ),
    selectors: z.record(z.string(), selectorSchema).optional(),
    observed: observedSchema.optional(),
  })
  .refine(({ selectors, observed }) => selectors !== undefined || observed !== undefined, {
    error: 'a line has selectors, observed, or both',
  })
type InstanceLine = z.infer<typeof instanceSchema>

export interface SelectionInput {
  readonly instances: readonly SelectionInstance[]
  /** Candidates that count as not resolved because hidden tests gave no verdict. */
  readonly withoutVerdict: number
}

/** @throws CapuchinError `log/unreadable`, `analyze/bad-input` */
export async function readSelectionInput(path: string): Promise<SelectionInput> {
  const lines = await readInstances(path, instanceSchema)
  const candidates = lines.flatMap(({ value }) => value.candidates)
  return {
    instances: lines.map(toInstance),
    withoutVerdict: candidates.filter(({ resolved }) => resolved === null).length,
  }
}

function toInstance({ where, value }: Line<InstanceLine>): SelectionInstance {
  const { instanceId, candidates, selectors = {} } = value
  const choices = Object.entries(selectors).map(([name, selector]) => {
    const problem = problemOf(selector, candidates.length)
    if (problem !== null) throw badInput(where, `selector ${name} ${problem}`)
    return [name, toChoice(selector, candidates)] as const
  })
  return {
    instanceId,
    resolved: candidates.map(({ resolved }) => resolved === true),
    choices: new Map([...choices, ...observedChoicesOf({ where, value })]),
  }
}

/** What the rules of others make of what was seen; a line that names such a rule itself is not overruled. */
function observedChoicesOf({
  where,
  value: { candidates, selectors = {}, observed },
}: Line<InstanceLine>): readonly (readonly [string, SelectorChoice])[] {
  if (observed === undefined) return []
  for (const [part, list] of Object.entries(observed))
    if (list !== undefined && list.length !== candidates.length)
      throw badInput(where, `observed ${part} has ${list.length} entries for ${candidates.length} candidates`)
  return observedChoices(observed, candidates.length).filter(([name]) => !(name in selectors))
}

/** Null where what it says is about the candidates that there are. */
function problemOf({ chosen, scores, passes }: SelectorLine, count: number): string | null {
  const list = scores ?? passes
  if (list && list.length !== count) return `has ${list.length} entries for ${count} candidates`
  const unknown = [...(chosen ?? []), ...(passes ?? []).flat()].find((index) => index >= count)
  return unknown === undefined ? null : `names candidate ${unknown} of ${count}, which are counted from 0`
}

function toChoice(
  { chosen, scores, passes, confidence }: SelectorLine,
  candidates: InstanceLine['candidates'],
): SelectorChoice {
  if (chosen) return { chosen, confidence }
  const hasPatch = candidates.map((candidate) => candidate.hasPatch)
  const votes = (passes ?? []).map((list) => candidates.map((_, index) => list.includes(index)))
  const choose = (offered: readonly number[]): readonly number[] =>
    scores ? highest(offered, scores) : mostVoted(offered, votes, hasPatch)
  return { chosen: choose([...candidates.keys()]), choose, scores, confidence }
}

function highest(offered: readonly number[], scores: readonly (number | null)[]): readonly number[] {
  const eligible = offered.filter((index) => scores[index] != null)
  const most = Math.max(...eligible.map((index) => scores[index] ?? -Infinity))
  return eligible.filter((index) => scores[index] === most)
}
