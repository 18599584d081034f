import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import { argumentsOf, fieldOf, partsOf, quote, type PythonFile } from '../python-file.ts'

/** Uses that are unlike every other use of the same name in the file, where there are enough of these. */
export function checkHabits(file: PythonFile): readonly Finding[] {
  const uses = readUses(file)
  const findings: Finding[] = []
  for (const [name, of] of uses)
    for (const use of of) {
      const says = oddityOf(use, { name, others: of.filter((other) => other !== use) })
      if (says !== null)
        findings.push({
          rule: 'odd-use',
          grade: 'odd',
          line: use.node.line,
          message: `${quote(file.text(use.node))} ${says}`,
        })
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
    uses.set(name, [...(uses.get(name) ?? []), { node, receiver, given, isCalled, isOperand }])
  }
  return uses
}

function plainCount(call: SyntaxNode): number | null {
  const given = argumentsOf(call)
  return given?.every(({ type }) => !/splat|keyword/.test(type)) ? given.length : null
}

function oddityOf(
  use: Use,
  { name, others }: { readonly name: string; readonly others: readonly Use[] },
): string | null {
  if (others.length < enough) return null
  const called = others.filter(({ isCalled }) => isCalled)
  if (use.isCalled && called.length === 0) return `calls what is not called elsewhere`
  if (use.isOperand && !use.isCalled && called.length === others.length)
    return `does not call what is called elsewhere`
  const counts = called.flatMap(({ given }) => given ?? [])
  if (
    use.given !== null &&
    counts.length >= enough &&
    counts.length === called.length &&
    use.given < Math.min(...counts)
  )
    return `gives ${name} less than elsewhere`
  const receivers = new Set(others.map(({ receiver }) => receiver))
  const [only] = receivers
  const isOwn = only === 'self' || only === 'cls'
  return isOwn && receivers.size === 1 && use.receiver !== only && /^[a-z_]\w*$/.test(use.receiver ?? '')
    ? `takes ${name} of another than ${only}`
    : null
}

/** Keys of a written dictionary that occur twice, or that alone are of another kind than all others. */
export function checkKeys({ nodes, text }: PythonFile): readonly Finding[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'dictionary') return []
    const keys = partsOf(node).flatMap((pair) => fieldOf(pair, 'key') ?? [])
    const kinds = keys.map(({ type }) => type)
    return keys.flatMap((key, at) => {
      const isRepeated =
        keys.findIndex((other) => text(other) === text(key)) < at && /string|integer/.test(key.type)
      const others = new Set(kinds.filter((_, other) => other !== at))
      const isOdd =
        keys.length > 2 &&
        others.size === 1 &&
        others.has('string') &&
        /^(?:tuple|list|integer|none|set)$/.test(key.type)
      if (!isRepeated && !isOdd) return []
      const says = isRepeated ? 'is a key twice' : 'is a key unlike all others'
      return [{ rule: 'odd-key', grade: 'wrong', line: key.line, message: `${quote(text(key))} ${says}` }]
    })
  })
}
