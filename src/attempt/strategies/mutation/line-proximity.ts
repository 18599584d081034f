import { wordsOf, type FileModel } from '../../../mutate/index.ts'
import type { Fault } from './fault.ts'

export interface ProximityInput {
  readonly fault: Pick<Fault, 'crashLines' | 'failing'>
  readonly models: ReadonlyMap<string, FileModel>
  /** Text of the issue; may be empty. */
  readonly issue: string
}

/** How much nearer some lines are than others of the same suspiciousness, in (0, 1]. */
export function proximityOf(input: ProximityInput): (path: string, line: number) => number {
  const stack = stackProximity(input.fault)
  const named = namedProximity(input)
  return (path, line) => stack(path, line) * named(path, line)
}

/** Lines on the stack of a failure are likelier, then those near them. */
function stackProximity({ crashLines }: ProximityInput['fault']): (path: string, line: number) => number {
  if (crashLines.length === 0) return () => 1
  const byPath = new Map<string, number[]>()
  for (const { path, line } of crashLines) byPath.set(path, [...(byPath.get(path) ?? []), line])
  return (path, line) => {
    const distance = Math.min(...(byPath.get(path) ?? []).map((other) => Math.abs(other - line)))
    return distance === 0 ? 1 : distance <= 3 ? 0.9 : Number.isFinite(distance) ? 0.8 : 0.7
  }
}

/** Lines of functions that the issue or a failing test names are likelier than their callers and callees. */
function namedProximity({ fault, models, issue }: ProximityInput): (path: string, line: number) => number {
  const tests = fault.failing.map((test) =>
    test.slice(Math.max(test.lastIndexOf('.'), test.lastIndexOf(':')) + 1),
  )
  const said = [issue, ...tests].map((text) => new Set(wordsOf(text)))
  return (path, line) => {
    const model = models.get(path)
    const [node] = model?.nodesByLine[line] ?? []
    const name = model && node ? model.scopeOf(node).name : null
    const words = name === null ? [] : wordsOf(name)
    const isNamed = words.length > 0 && said.some((known) => words.every((word) => known.has(word)))
    return isNamed ? 1 : 0.8
  }
}
