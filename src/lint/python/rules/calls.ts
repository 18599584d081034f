import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import type { Kind, KindOf } from '../kinds.ts'
import { argumentsOf, calleeOf, fieldOf, partsOf, quote, type PythonFile } from '../python-file.ts'

/** Calls that cannot be answered: too many or too few arguments, and arguments that builtins do not take. */
export function checkCalls(file: PythonFile, kindOf: KindOf): readonly Finding[] {
  const signatures = readSignatures(file)
  return file.nodes.flatMap((node) => {
    const given = argumentsOf(node)
    const says =
      given &&
      (faultOfBuiltin(node, { given, kindOf, file }) ??
        faultOfMethod(node, given, file) ??
        faultOfCount(node, { given, signatures, file }))
    return says
      ? [{ rule: 'odd-call', grade: 'wrong', line: node.line, message: `${quote(file.text(node))} ${says}` }]
      : []
  })
}

/** Fewest and most plain arguments; what each has to be, where that is known. */
type Builtin = readonly [
  least: number,
  most: number,
  ...wanted: (((node: SyntaxNode, kind: Kind | null) => boolean) | null)[],
]

const isName = (_: SyntaxNode, kind: Kind | null): boolean => kind === null || kind === 'text'
const isAttributeName = (node: SyntaxNode, kind: Kind | null): boolean =>
  isName(node, kind) && node.type !== 'call'
const isType = (node: SyntaxNode, kind: Kind | null): boolean =>
  kind === 'tuple' || (kind === null && !/^(?:call|subscript)$/.test(node.type)) || node.type === 'call'
const hasLength = (_: SyntaxNode, kind: Kind | null): boolean =>
  kind === null || /^(?:text|list|tuple|dict|set|object)$/.test(kind)
const isMany = (_: SyntaxNode, kind: Kind | null): boolean =>
  kind !== 'number' && kind !== 'bool' && kind !== 'none'
const isNumeric = (_: SyntaxNode, kind: Kind | null): boolean =>
  kind === null || kind === 'number' || kind === 'text' || kind === 'bool'

const builtins: Readonly<Record<string, Builtin>> = {
  getattr: [2, 3, null, isName],
  setattr: [3, 3, null, isAttributeName],
  hasattr: [2, 2, null, isName],
  delattr: [2, 2, null, isName],
  isinstance: [2, 2, null, isType],
  issubclass: [2, 2, null, isType],
  callable: [1, 1, (_, kind) => kind === null || kind === 'object'],
  len: [1, 1, hasLength],
  list: [0, 1, isMany],
  tuple: [0, 1, isMany],
  set: [0, 1, isMany],
  sorted: [1, 1, isMany],
  int: [0, 2, isNumeric],
  float: [0, 1, isNumeric],
  abs: [1, 1],
  ord: [1, 1],
  repr: [1, 1],
  zip: [1, 99],
}

function faultOfBuiltin(
  node: SyntaxNode,
  {
    given,
    kindOf,
    file,
  }: { readonly given: readonly SyntaxNode[]; readonly kindOf: KindOf; readonly file: PythonFile },
): string | null {
  const name = calleeOf(node, file.text)
  const known = name !== null && Object.hasOwn(builtins, name) ? builtins[name] : undefined
  if (!known || !isPlain(given) || isDefined(name, file)) return null
  const [least, most, ...wanted] = known
  if (given.length < least || given.length > most)
    return `gives ${name} ${given.length} arguments, and it takes ${least === most ? least : `${least} to ${most}`}`
  const wrong = given.find((one, at) => wanted[at] && !wanted[at](one, kindOf(one)))
  return wrong ? `gives ${name} ${quote(file.text(wrong))}` : null
}

/** Methods of texts, lists, dictionaries and loggers by the fewest and most plain arguments that they take. */
const methods: Readonly<Record<string, readonly [least: number, most: number]>> = {
  append: [1, 1],
  extend: [1, 1],
  insert: [2, 2],
  setdefault: [1, 2],
  startswith: [1, 3],
  endswith: [1, 3],
  splitlines: [0, 1],
  join: [1, 99],
  replace: [1, 99],
  debug: [1, 99],
  info: [1, 99],
  warning: [1, 99],
  error: [1, 99],
  exception: [1, 99],
  critical: [1, 99],
}

/** On something that is called by name: a class or module of the project may have its own method of that name. */
function faultOfMethod(node: SyntaxNode, given: readonly SyntaxNode[], file: PythonFile): string | null {
  const callee = fieldOf(node, 'function')
  const name = callee?.type === 'attribute' ? file.text(fieldOf(callee, 'attribute') ?? callee) : ''
  const known = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!known || !isPlain(given) || isDefined(name, file)) return null
  const [least, most] = known
  return given.length < least || given.length > most ? `gives ${name} ${given.length} arguments` : null
}

function isPlain(given: readonly SyntaxNode[]): boolean {
  return given.every(({ type }) => !/^(?:keyword_argument|list_splat|dictionary_splat)$/.test(type))
}

function isDefined(name: string | null, { scopes }: PythonFile): boolean {
  return name !== null && [...scopes.values()].some(({ bindings }) => bindings.has(name))
}

interface Signature {
  readonly least: number
  /** Infinity where it takes any number. */
  readonly most: number
}

/** Functions of the file by name, and methods as `self.NAME`; those that are defined twice, or decorated, are left out. */
function readSignatures({ nodes, text }: PythonFile): ReadonlyMap<string, Signature | null> {
  const signatures = new Map<string, Signature | null>()
  for (const node of nodes) {
    const name = node.type === 'function_definition' ? fieldOf(node, 'name') : null
    const parameters = fieldOf(node, 'parameters')
    if (!name || !parameters) continue
    const isMethod = node.parent?.parent?.type === 'class_definition'
    const key = isMethod ? `self.${text(name)}` : text(name)
    const isPlainOne = node.parent?.type !== 'decorated_definition' && !signatures.has(key)
    signatures.set(key, isPlainOne ? signatureOf(parameters, isMethod) : null)
  }
  return signatures
}

function signatureOf(parameters: SyntaxNode, isMethod: boolean): Signature | null {
  const list = partsOf(parameters)
  if (list.some(({ type }) => /separator|pattern|splat/.test(type)))
    return list.some(({ type }) => type === 'list_splat_pattern' || type === 'dictionary_splat_pattern')
      ? { least: 0, most: Number.POSITIVE_INFINITY }
      : null
  const wanted = list.filter(({ type }) => type === 'identifier' || type === 'typed_parameter').length
  const own = isMethod ? 1 : 0
  return { least: wanted - own, most: list.length - own }
}

function faultOfCount(
  node: SyntaxNode,
  {
    given,
    signatures,
    file: { text },
  }: {
    readonly given: readonly SyntaxNode[]
    readonly signatures: ReadonlyMap<string, Signature | null>
    readonly file: PythonFile
  },
): string | null {
  const callee = fieldOf(node, 'function')
  const signature = callee && signatures.get(text(callee))
  if (!signature || given.some(({ type }) => /splat/.test(type))) return null
  const named = given.filter(({ type }) => type === 'keyword_argument').length
  const plain = given.length - named
  if (plain > signature.most || given.length > signature.most) return 'gives more arguments than it takes'
  return given.length < signature.least ? 'gives fewer arguments than it needs' : null
}
