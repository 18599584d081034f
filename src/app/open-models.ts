import { isAbsolute, join, relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import {
  createModel,
  createRelayDesk,
  createReplayModel,
  loadRecording,
  parseModelSpec,
  parseRelaySpec,
  type Model,
  type PriceOf,
  type RelayAsker,
  type RelayDesk,
} from '../llm/index.ts'
import { CapuchinError } from '../std/index.ts'
import type { SolveInput } from './solve/solve-records.ts'

/** The model that a name stands for, for one who asks: the same for all, or one that carries prompts to a person. */
export type ModelBase = (asker: RelayAsker) => Model

export interface OpenOptions {
  /** Whether its replies are to have log-probabilities. */
  readonly logprobs?: boolean
}

/** @throws CapuchinError `llm/*` when a model cannot be used. */
export type Opener = (name: string, options?: OpenOptions) => ModelBase

export interface OpenerDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly priceOf: PriceOf
  readonly run: ModelRun
  /** Null where nobody sits in front of it. */
  readonly person: Person | null
}

/** Opens models by their names; with a recording, which answers for all of them. */
export async function createOpener(
  replay: SolveInput['replay'],
  { env, priceOf, run, person }: OpenerDeps,
): Promise<Opener> {
  const recording = replay ? await loadRecording(replay.file) : null
  const desks = new Map<string, RelayDesk>()
  return (name, { logprobs = false } = {}) => {
    if (recording && replay) {
      const model = createReplayModel(parseModelSpec(name).id, { recording, match: replay.match })
      return () => model
    }
    const relay = parseRelaySpec(name)
    if (relay === null) {
      const model = createModel(name, { env, priceOf, logprobs })
      return () => model
    }
    if (logprobs)
      throw new CapuchinError('llm/no-logprobs', 'a chat window gives no log-probabilities', {
        hint: 'leave --logprobs out, or name a model behind an endpoint',
      })
    const folder = relayFolder(relay.folder, run)
    const desk = desks.get(folder) ?? createRelayDesk({ folder, env, input: person?.input ?? null })
    desks.set(folder, desk)
    return (asker) => desk.modelFor(toRunAsker(asker, { run, person }))
  }
}

/** @throws CapuchinError `config/bad-flag` for a folder among the files that a run stands on. */
function relayFolder(given: string | null, { id, root }: ModelRun): string {
  if (given === null) return join(root, '.capuchin', 'relay', id)
  const folder = resolve(root, given)
  const within = relative(root, folder)
  const isInside = !within.startsWith('..') && !isAbsolute(within)
  if (isInside && !within.startsWith('.capuchin'))
    throw new CapuchinError(
      'config/bad-flag',
      `the folder of relay, ${folder}, lies in the checkout, whose files stand still during a run`,
      { hint: 'leave it out (--model relay), or name one elsewhere by its whole path' },
    )
  return folder
}

/** An asker of this run; what there is to do is told in its events, and to whoever sits in front of it. */
function toRunAsker(asker: RelayAsker, { run, person }: Pick<OpenerDeps, 'run' | 'person'>): RelayAsker {
  return {
    ...asker,
    name: `${run.id} ${asker.name}`,
    tell: (text) => {
      asker.tell(text)
      person?.say(text)
    },
  }
}

/** The run that asks. */
export interface ModelRun {
  readonly id: string
  /** The folder whose `.capuchin` it is kept in. */
  readonly root: string
}

/** Whoever may carry prompts to a chat window. */
export interface Person {
  /** Where they may paste replies; null for nowhere. */
  readonly input: Readable | null
  /** Tells them what waits for them. */
  readonly say: (text: string) => void
}
