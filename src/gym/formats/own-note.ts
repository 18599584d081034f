import { z } from 'zod'
import {
  trajectoryEndSchema,
  trajectoryHeadSchema,
  type Trajectory,
  type TrajectoryEnd,
  type TrajectoryHead,
} from '../../domain/index.ts'
import { sha256 } from '../../std/index.ts'

/** What a format has no place for, put where it lets anybody put anything, under `capuchin`. */
export const ownNoteSchema = z.object({ head: trajectoryHeadSchema, end: trajectoryEndSchema })

export function ownNote({ head, end }: Trajectory): z.infer<typeof ownNoteSchema> {
  return { head, end }
}

/** An id that tells records apart which say the same of what they are about. */
export function contentId(name: string, text: string): string {
  return `${name}-${sha256(text).slice(0, 10)}`
}

/** What other programs say of an attempt, as far as they do. */
export interface ForeignFacts {
  readonly trajectoryId: string
  readonly instanceId: string
  readonly strategy: string
  readonly model?: string | null
  readonly repo?: string | undefined
  readonly baseCommit?: string | null | undefined
  readonly problemStatement?: string | undefined
  readonly sampling?: TrajectoryHead['sampling']
  readonly tools?: TrajectoryHead['tools']
  readonly versions?: TrajectoryHead['versions']
}

export function foreignHead(facts: ForeignFacts): TrajectoryHead {
  return {
    type: 'trajectory',
    v: 1,
    trajectoryId: facts.trajectoryId,
    instanceId: facts.instanceId,
    repo: facts.repo ?? '',
    baseCommit: facts.baseCommit ?? null,
    problemStatement: facts.problemStatement ?? '',
    runId: null,
    attemptIndex: 0,
    strategy: facts.strategy,
    model: facts.model ?? null,
    sampling: facts.sampling ?? {},
    seed: null,
    tools: facts.tools ?? [],
    startedAt: null,
    versions: facts.versions ?? {},
  }
}

/** An end as others tell of it: a word for how it ended, and a patch. */
export function foreignEnd(end: {
  readonly patch: string | null
  readonly status: string | null
  readonly resolved?: boolean | null | undefined
}): TrajectoryEnd {
  const { patch, status, resolved } = end
  return {
    type: 'trajectory-end',
    patch,
    exit: { kind: kindOf(status, patch), reason: status ?? '' },
    resolved: resolved ?? (patch === '' ? false : null),
    usage: null,
    endedAt: null,
    durationMs: null,
  }
}

/** The field's words for endings; what none of them fits is unknown, with the word as its reason. */
function kindOf(status: string | null, patch: string | null): TrajectoryEnd['exit']['kind'] {
  const word = status?.toLowerCase() ?? ''
  if (/limit|exit_cost|exit_context|max\w*.iteration|timeout/.test(word)) return 'limit'
  if (/submitted/.test(word)) return patch === '' ? 'no-patch' : 'submitted'
  if (/environment|runtime|connection|api_error/.test(word)) return 'infra'
  return 'unknown'
}

/** The word that a format writes for an ending. */
export function statusOf({ exit }: TrajectoryEnd): string {
  const words = {
    submitted: 'Submitted',
    'no-patch': 'NoPatch',
    limit: 'LimitsExceeded',
    cancelled: 'Cancelled',
    infra: 'EnvironmentError',
    unknown: 'Unknown',
  } as const
  return words[exit.kind]
}
