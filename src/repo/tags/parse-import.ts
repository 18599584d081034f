import type { SyntaxLanguage } from '../../syntax/index.ts'
import type { Import } from './file-tags.ts'

/** What the text of an import statement (or, for some languages, of the imported path alone) brings in. */
export function parseImport(text: string, language: SyntaxLanguage): readonly Import[] {
  if (language === 'python') return pythonImports(text)
  if (language === 'javascript' || language === 'typescript' || language === 'tsx') return scriptImports(text)
  const path = text
    .replace(/^\s*(?:import(?:\s+static)?|using(?:\s+static)?|use)\s+/, '')
    .replace(/;\s*$/, '')
  const last = /([\p{L}_][\p{L}\p{N}_]*)\W*$/u.exec(path)?.[1]
  return [{ module: path.trim(), names: last === undefined ? [] : [last] }]
}

function pythonImports(text: string): readonly Import[] {
  const plain = text.replaceAll(/#[^\n]*|\\\n/g, ' ')
  const from = /^\s*from\s+([.\s]*[\p{L}\p{N}_.]*)\s*import\b(.*)$/su.exec(plain)
  const list = (from?.[2] ?? plain.replace(/^\s*import\b/, '')).replaceAll(/[()]/g, ' ')
  const names = list
    .split(',')
    .map((part) => part.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '')
  if (from) return [{ module: (from[1] ?? '').replaceAll(/\s/g, ''), names }]
  return names.map((module) => ({ module, names: [] }))
}

function scriptImports(text: string): readonly Import[] {
  const module = /(?:\bfrom|\bimport|\brequire|\()\s*(["'])(.*?)\1/s.exec(text)?.[2]
  if (module === undefined) return []
  const braces = /\{([^}]*)\}/.exec(text)?.[1] ?? ''
  const names = braces
    .split(',')
    .map((part) => /^\s*(?:type\s+)?([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(part)?.[1])
    .filter((name) => name !== undefined)
  return [{ module, names }]
}
