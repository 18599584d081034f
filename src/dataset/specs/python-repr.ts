import type { JsonValue } from '../../std/index.ts'

/**
 * Python 3's `repr` of a JSON value (a dict in the order of its keys), which upstream hashes into image names.
 * Whole numbers print as ints; the tables hold no others.
 */
export function pythonRepr(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return reprString(value)
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`
  const items = Object.entries(value).map(([key, item]) => `${reprString(key)}: ${pythonRepr(item)}`)
  return `{${items.join(', ')}}`
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replaceAll(/[\\'"\p{C}\p{Z}]/gu, (char) => escapeChar(char, quote))
  return `${quote}${body}${quote}`
}

const named: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeChar(char: string, quote: string): string {
  if (char === ' ') return char
  if (char === '"' || char === "'") return char === quote ? `\\${char}` : char
  const code = char.codePointAt(0) ?? 0
  const hex = (digits: number): string => code.toString(16).padStart(digits, '0')
  return named[char] ?? (code < 0x100 ? `\\x${hex(2)}` : code < 0x1_0000 ? `\\u${hex(4)}` : `\\U${hex(8)}`)
}
