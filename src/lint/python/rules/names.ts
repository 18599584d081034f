import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import { builtinNames } from '../builtin-names.ts'
import type { PythonFile } from '../python-file.ts'
import type { Scope } from '../scopes.ts'

/** Names that have no value where they are used, and values that nobody uses (pyflakes F821, F823, F841). */
export function checkNames({ scopes, text }: PythonFile): readonly Finding[] {
  const findings: Finding[] = []
  const uses = readUses(scopes, text)
  for (const scope of scopes.values()) {
    for (const read of scope.reads) {
      const name = text(read)
      const owner = resolve(scope, name)
      if (owner === null && !builtinNames.has(name) && !isAnyOpen(scope))
        findings.push({
          rule: 'undefined-name',
          grade: 'wrong',
          line: read.line,
          message: `${name} is not defined`,
        })
      if (owner === scope && scope.kind === 'function' && isTooEarly(read, scope.bindings.get(name) ?? []))
        findings.push({
          rule: 'unassigned-name',
          grade: 'wrong',
          line: read.line,
          message: `${name} has no value yet where ${nameOf(scope, text)} uses it`,
        })
    }
    findings.push(...unusedIn(scope, { uses, text }))
  }
  return findings
}

/** Names of a class are seen in it and not in its methods. */
function resolve(scope: Scope, name: string): Scope | null {
  for (let up: Scope | null = scope; up; up = up.outer)
    if (up.bindings.has(name) && (up.kind !== 'class' || up === scope)) return up
  return null
}

function isAnyOpen(scope: Scope): boolean {
  for (let up: Scope | null = scope; up; up = up.outer) if (up.isOpen) return true
  return false
}

function nameOf({ node }: Scope, text: PythonFile['text']): string {
  const name = node.children.find(({ field }) => field === 'name')
  return name ? text(name) : 'the module'
}

/** In functions alone: what a module or class is given may come from loops and conditions of any kind. */
function isTooEarly(read: SyntaxNode, bindings: readonly SyntaxNode[]): boolean {
  const scope = functionOf(read)
  if (scope?.type !== 'function_definition') return false
  const isLate = (binding: SyntaxNode): boolean =>
    valueEnd(binding) > read.start && !sharesLoop(binding, { read, scope })
  return (
    (bindings.length > 0 && bindings.every((binding) => binding !== read && isLate(binding))) ||
    isFirstChange(read, bindings)
  )
}

/** `x += 1` before anything else. */
function isFirstChange(read: SyntaxNode, bindings: readonly SyntaxNode[]): boolean {
  const [first] = bindings
  return first === read && functionOf(read)?.type === 'function_definition'
}

function functionOf(node: SyntaxNode): SyntaxNode | null {
  for (let up = node.parent; up; up = up.parent)
    if (/^(?:function_definition|lambda|class_definition|module)$/.test(up.type)) return up
  return null
}

/** Where a name has its value: after the whole of an assignment, at once in other places. */
function valueEnd(binding: SyntaxNode): number {
  for (let up = binding.parent; up; up = up.parent) {
    if (up.type === 'assignment' || up.type === 'augmented_assignment') return up.end
    if (up.type.endsWith('_statement') || up.type === 'block') break
  }
  return binding.end
}

function sharesLoop(
  binding: SyntaxNode,
  { read, scope }: { readonly read: SyntaxNode; readonly scope: SyntaxNode },
): boolean {
  for (let up = binding.parent; up && up !== scope; up = up.parent)
    if (/^(?:for|while)_statement$/.test(up.type) && up.start <= read.start && read.end <= up.end) return true
  return false
}

/** What a scope and all in it do with names. */
interface Uses {
  /** Names that are read, or belong to a scope further out. */
  readonly names: Set<string>
  isOpen: boolean
}

function readUses(
  scopes: PythonFile['scopes'],
  text: PythonFile['text'],
): ReadonlyMap<SyntaxNode, Readonly<Uses>> {
  const uses = new Map<SyntaxNode, Uses>()
  for (const node of scopes.keys()) uses.set(node, { names: new Set(), isOpen: false })
  for (const { node, reads, borrowed, isOpen } of scopes.values()) {
    const names = [...reads.map(text), ...borrowed]
    for (let up: SyntaxNode | null = node; up; up = up.parent) {
      const around = uses.get(up)
      if (!around) continue
      for (const name of names) around.names.add(name)
      around.isOpen ||= isOpen
    }
  }
  return uses
}

/** Plain assignments of a function that neither it nor a function in it reads. */
function unusedIn(
  scope: Scope,
  { uses, text }: { readonly uses: ReturnType<typeof readUses>; readonly text: PythonFile['text'] },
): readonly Finding[] {
  if (scope.kind !== 'function' || scope.node.type === 'lambda') return []
  const { names, isOpen } = uses.get(scope.node) ?? { names: new Set<string>(), isOpen: true }
  if (isOpen) return []
  return [...scope.bindings].flatMap(([name, [first]]) =>
    first?.parent?.type === 'assignment' && !names.has(name) && !name.startsWith('_')
      ? [
          {
            rule: 'unused-variable',
            grade: 'odd',
            line: first.line,
            message: `${nameOf(scope, text)} never uses ${name}`,
          },
        ]
      : [],
  )
}
