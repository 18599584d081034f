import { createRandom } from '../std/index.ts'
import type { SuspiciousLine } from './fault-ranking.ts'
import type { FileModel } from './file-model.ts'
import { trimMutation, type Mutation, type MutationOperator } from './mutation.ts'
import { mutationOperators } from './operators.ts'
import { placeOf, priorFactor, type MutationPrior } from './prior.ts'

/** A mutation of one file with its place in the search. */
export interface SpacedMutation {
  readonly path: string
  readonly mutation: Mutation
  /** Suspiciousness times prior times proximity, shaken by the seed; the search tries higher ones first. */
  readonly score: number
}

export interface SpaceOptions {
  readonly seed: number
  /** Of a line to where failing tests broke off, in (0, 1]; 1 where nothing is known. */
  readonly proximity?: (path: string, line: number) => number
  /** How far a seed may shake a score, as a share of it. Default 0.25: near-ties change places, classes do not. */
  readonly shake?: number
  /** What changes have turned out to be worth elsewhere; nothing is known where none is given. */
  readonly prior?: MutationPrior | undefined
}

/**
 * The changes of suspicious lines, best first, each resulting text once. Lines are opened only when nothing that is
 * still closed could be better, so a large program costs what is looked at.
 */
export function* mutationSpace(
  lines: readonly SuspiciousLine[],
  models: ReadonlyMap<string, FileModel>,
  options: SpaceOptions,
): Generator<SpacedMutation> {
  const { proximity = () => 1, shake = 0.25, prior } = options
  const factor = prior ? priorFactor(prior) : () => 1
  const closed = lines
    .filter(({ path }) => models.has(path))
    .map(({ path, line, suspiciousness }) => ({ path, line, weight: suspiciousness * proximity(path, line) }))
    .toSorted((a, b) => b.weight - a.weight)
  const heap = createHeap()
  const seen = new Set<string>()
  let next = 0
  for (;;) {
    for (let line = closed[next]; line && line.weight * (1 + shake) >= heap.best(); line = closed[next]) {
      next++
      const model = models.get(line.path)
      if (!model) continue
      for (const mutation of lineMutations(model, line.line)) {
        const key = `${line.path}:${mutation.start}:${mutation.end}:${mutation.replacement}`
        if (seen.has(key)) continue
        seen.add(key)
        const shaken = 1 + shake * (createRandom(hashText(key) ^ options.seed).next() * 2 - 1)
        const learned = factor(mutation, placeOf(model, line.line))
        heap.push({ path: line.path, mutation, score: line.weight * mutation.prior * learned * shaken })
      }
    }
    const best = heap.pop()
    if (!best) return
    yield best
  }
}

/** Number of different changes of the given lines, for people: it generates them all, and keeps none. */
export function spaceSize(lines: readonly SuspiciousLine[], models: ReadonlyMap<string, FileModel>): number {
  return lines.reduce((total, { path, line }) => {
    const model = models.get(path)
    return total + (model ? lineMutations(model, line).length : 0)
  }, 0)
}

/** Every change charged to a line, each resulting text once with its highest prior, best first. */
export function lineMutations(
  model: FileModel,
  line: number,
  operators: Readonly<Record<string, MutationOperator>> = mutationOperators,
): readonly Mutation[] {
  const best = new Map<string, Mutation>()
  for (const node of model.nodesByLine[line] ?? [])
    for (const [operator, kind] of Object.entries(operators))
      for (const edit of kind.propose(node, model)) {
        const mutation = trimMutation(model.source, { ...edit, operator, line })
        if (!mutation) continue
        const key = `${mutation.start}:${mutation.end}:${mutation.replacement}`
        const known = best.get(key)
        if (!known || known.prior < mutation.prior) best.set(key, mutation)
      }
  return [...best.values()].toSorted((a, b) => b.prior - a.prior)
}

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

function createHeap() {
  const items: SpacedMutation[] = []
  const scoreAt = (index: number): number => items[index]?.score ?? -1
  const swap = (a: number, b: number): void => {
    const [x, y] = [items[a], items[b]]
    if (x && y) [items[a], items[b]] = [y, x]
  }
  return {
    best: (): number => scoreAt(0),
    push: (item: SpacedMutation): void => {
      items.push(item)
      for (let at = items.length - 1; at > 0; at = (at - 1) >> 1) {
        if (scoreAt((at - 1) >> 1) >= scoreAt(at)) return
        swap(at, (at - 1) >> 1)
      }
    },
    pop: (): SpacedMutation | null => {
      const [top] = items
      const last = items.pop()
      if (!top || !last) return null
      if (items.length > 0) items[0] = last
      for (let at = 0; ;) {
        const left = 2 * at + 1
        const larger = scoreAt(left + 1) > scoreAt(left) ? left + 1 : left
        if (larger >= items.length || scoreAt(larger) <= scoreAt(at)) return top
        swap(at, larger)
        at = larger
      }
    },
  }
}
