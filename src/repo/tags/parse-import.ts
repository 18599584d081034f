import type { SyntaxLanguage } from '../../syntax/index.ts'
import type { Import } from './file-tags.ts'

/** What the text of an import statement (or, for some languages, of the imported path alone) brings in. */
export function parseImport(text: string, language: SyntaxLanguage): readonly Import[] {
  return (readers[language] ?? pathImport)(text)
}

const readers: Partial<Record<SyntaxLanguage, (text: string) => readonly Import[]>> = {
  'c-sharp': dottedImport,
  go: goImport,
  java: dottedImport,
  javascript: scriptImports,
  kotlin: dottedImport,
  php: phpImport,
  python: pythonImports,
  rust: braceImports,
  scala: braceImports,
  solidity: scriptImports,
  tsx: scriptImports,
  typescript: scriptImports,
}

function pythonImports(text: string): readonly Import[] {
  const plain = text.replaceAll(/#[^\r\n]*|\\\r?\n/g, ' ')
  const from = /^\s*from\s+([.\s]*[\p{L}\p{N}_.]*)\s*import\b(.*)$/su.exec(plain)
  const list = (from?.[2] ?? plain.replace(/^\s*import\b/, '')).replaceAll(/[()]/g, ' ')
  const names = list
    .split(',')
    .map((part) => part.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '')
  if (from) return [{ module: (from[1] ?? '').replaceAll(/\s/g, ''), names }]
  return names.map((module) => ({ module, names: [] }))
}

/** Of JavaScript's kind: the module in quotes, the names in braces before it. */
function scriptImports(text: string): readonly Import[] {
  const module = /(?:\bfrom|\bimport|\brequire|\()\s*(["'`])(.*?)\1/s.exec(text)?.[2]
  if (module === undefined) return []
  const braces = /\{([^}]*)\}/.exec(text)?.[1] ?? ''
  const names = braces
    .replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, ' ')
    .split(',')
    .map((part) => /^\s*(?:type\s+)?([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(part)?.[1])
    // A default export has no name of its own.
    .filter((name) => name !== undefined && name !== 'default')
  return [{ module, names: names.filter((name) => name !== undefined) }]
}

/** `import a.b.C`, `use A\B as C`, `using A.B`: the last part is the name. */
function dottedImport(text: string): readonly Import[] {
  const path = text
    .replace(/^\s*(?:global\s+)?(?:(?:import|using|use)\s+)?(?:static\s+|function\s+|const\s+)?/, '')
    .replace(/^[\p{L}\p{N}_]+\s*=\s*/u, '')
    .replace(/\s+as\s+\S+\s*$/, '')
    .replace(/[;\s]+$/, '')
  const last = /(?:^|[.\\])([\p{L}_][\p{L}\p{N}_]*)$/u.exec(path)?.[1]
  return [{ module: path, names: last === undefined ? [] : [last] }]
}

/** Rust's and Scala's paths, which may end in braces, these in further ones. A name is what the other file calls it. */
function braceImports(text: string): readonly Import[] {
  const plain = text
    .replace(/^\s*import\s/, '')
    .replaceAll(/\s+as\s+[\p{L}\p{N}_]+|=>\s*[\p{L}\p{N}_]+|[\s;]/gu, '')
  const imports: Import[] = []
  const prefixes: string[] = []
  for (const part of plain.match(/[{},]|[^{},]+/g) ?? []) {
    if (part === '}') prefixes.pop()
    else if (/::$|\.$/.test(part)) prefixes.push(part)
    else if (part !== '{' && part !== ',') imports.push(pathEnd([...prefixes, part].join('')))
    else if (part === '{' && prefixes.length === 0) prefixes.push('')
  }
  return imports
}

function pathEnd(path: string): Import {
  const cut = /^(.+)(?:::|\.)([\p{L}_*][\p{L}\p{N}_]*)$/u.exec(path)
  const [, module = path, name = 'self'] = cut ?? []
  return { module, names: /^(?:self|\*|_|given)$/.test(name) ? [] : [name] }
}

/** A file of `require`, or a clause of `use`. */
function phpImport(text: string): readonly Import[] {
  return /[./]/.test(text) ? pathImport(text) : dottedImport(text)
}

function goImport(text: string): readonly Import[] {
  const last = /([\p{L}_][\p{L}\p{N}_]*)(?:\/v\d+)?$/u.exec(text)?.[1]
  return [{ module: text, names: last === undefined ? [] : [last] }]
}

/** A path as it stands, which names nothing. */
function pathImport(text: string): readonly Import[] {
  return [{ module: text.trim().replaceAll(/^["'<]|["'>]$/g, ''), names: [] }]
}
