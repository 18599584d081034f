import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import { argumentsOf, fieldOf, partsOf, quote, type PythonFile } from '../python-file.ts'

/** Uses that are unlike every other use of the same name in the file, where there are enough of these. */
export function checkHabits(file: PythonFile): readonly Finding[] {
  const uses = readUses(file)
  const findings: Finding[] = []
  for (const [name, of] of uses) {
    const habit = habitOf(of)
    for (const use of of) {
      const says = oddityOf(use, name, habit)
      if (says !== null)
        findings.push({
          rule: 'odd-use',
          grade: 'odd',
          line: use.node.line,
          message: `${quote(file.text(use.node))} ${says}`,
        })
    }
  }
  return findings
}

/** Uses of a name that make a habit. */
const enough = 3

interface Use {
  readonly node: SyntaxNode
  /** What it is an attribute of; null for a plain name that is called. */
  readonly receiver: string | null
  /** Plain arguments that it is called with; null where it is not called, or not with plain ones alone. */
  readonly given: number | null
  readonly isCalled: boolean
  /** Whether it stands where only a value makes sense. */
  readonly isOperand: boolean
}

/** Attributes and called names, by name. */
function readUses({ nodes, text }: PythonFile): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>()
  for (const node of nodes) {
    const { parent } = node
    const isCalled = parent?.type === 'call' && node.field === 'function'
    const name =
      node.type === 'attribute'
        ? `.${text(fieldOf(node, 'attribute') ?? node)}`
        : node.type === 'identifier' && isCalled
          ? text(node)
          : null
    if (name === null || !parent) continue
    const given = isCalled ? plainCount(parent) : null
    const receiver = node.type === 'attribute' ? text(fieldOf(node, 'object') ?? node) : null
    const isOperand =
      /^(?:binary_operator|comparison_operator|subscript)$/.test(parent.type) && node.field !== 'subscript'
    const use = { node, receiver, given, isCalled, isOperand }
    const known = uses.get(name)
    if (known) known.push(use)
    else uses.set(name, [use])
  }
  return uses
}

function plainCount(call: SyntaxNode): number | null {
  const given = argumentsOf(call)
  return given?.every(({ type }) => !/splat|keyword/.test(type)) ? given.length : null
}

/** How a name is used, in numbers: each use is set against all without it. */
interface Habit {
  readonly uses: number
  readonly called: number
  /** Calls by the number of their arguments, where these are plain. */
  readonly given: ReadonlyMap<number, number>
  readonly receivers: ReadonlyMap<string | null, number>
}

function habitOf(uses: readonly Use[]): Habit {
  return {
    uses: uses.length,
    called: uses.filter(({ isCalled }) => isCalled).length,
    given: countEach(uses.flatMap(({ given }) => given ?? [])),
    receivers: countEach(uses.map(({ receiver }) => receiver)),
  }
}

function countEach<T>(items: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

function oddityOf(use: Use, name: string, habit: Habit): string | null {
  const others = habit.uses - 1
  if (others < enough) return null
  const called = habit.called - (use.isCalled ? 1 : 0)
  if (use.isCalled && called === 0) return `calls what is not called elsewhere`
  if (use.isOperand && !use.isCalled && called === others) return `does not call what is called elsewhere`
  if (use.given !== null && called >= enough && isLess(use.given, called, habit))
    return `gives ${name} less than elsewhere`
  const [one, other, ...more] = habit.receivers.keys()
  const only = one === use.receiver ? other : one
  const isOwn = only === 'self' || only === 'cls'
  const isAlone = habit.receivers.get(use.receiver) === 1 && more.length === 0
  return isOwn && isAlone && /^[a-z_]\w*$/.test(use.receiver ?? '')
    ? `takes ${name} of another than ${only}`
    : null
}

/** Whether all other calls give plain arguments, and each more of them. */
function isLess(given: number, called: number, habit: Habit): boolean {
  const more = [...habit.given].filter(([count]) => count > given)
  return more.reduce((sum, [, times]) => sum + times, 0) === called
}

/** Keys of a written dictionary that occur twice, or that alone are of another kind than all others. */
export function checkKeys({ nodes, text }: PythonFile): readonly Finding[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'dictionary') return []
    const keys = partsOf(node).flatMap((pair) => fieldOf(pair, 'key') ?? [])
    const kinds = countEach(keys.map(({ type }) => type))
    const seen = new Set<string>()
    return keys.flatMap((key) => {
      const isRepeated = seen.has(text(key)) && /string|integer/.test(key.type)
      seen.add(text(key))
      const isOdd =
        keys.length > 2 &&
        kinds.size === 2 &&
        kinds.has('string') &&
        kinds.get(key.type) === 1 &&
        /^(?:tuple|list|integer|none|set)$/.test(key.type)
      if (!isRepeated && !isOdd) return []
      const says = isRepeated ? 'is a key twice' : 'is a key unlike all others'
      return [{ rule: 'odd-key', grade: 'wrong', line: key.line, message: `${quote(text(key))} ${says}` }]
    })
  })
}
