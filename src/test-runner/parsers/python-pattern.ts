import { spaceClass } from './python-text.ts'

const inside: Readonly<Record<string, string>> = { s: spaceClass, d: '\\p{Nd}', w: '\\p{L}\\p{N}_' }
const outside: Readonly<Record<string, string>> = {
  s: `[${spaceClass}]`,
  S: `[^${spaceClass}]`,
  d: '\\p{Nd}',
  w: '[\\p{L}\\p{N}_]',
  b: '(?:(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_]))',
}

/**
 * A regular expression with Python's meaning of `\s`, `\d`, `\w`, `\b` and `.` on text; with `lines`, `^` and `$` are
 * those of its MULTILINE. Nothing is done about backtracking: only patterns that cannot run away belong here.
 */
export function pythonPattern(
  source: string,
  options: { readonly lines?: boolean; readonly flags?: string } = {},
) {
  let inClass = false
  const translated = source.replaceAll(/\\(.)|[[\].^$]/gs, (token: string, escaped: string | undefined) => {
    if (escaped !== undefined) return (inClass ? inside : outside)[escaped] ?? token
    if (token === '[') inClass = true
    else if (token === ']') inClass = false
    else if (inClass) return token
    else if (token === '.') return '[^\\n]'
    else if (options.lines && token === '^') return '(?<![^\\n])'
    else if (options.lines && token === '$') return '(?![^\\n])'
    return token
  })
  return new RegExp(translated, `u${options.flags ?? ''}`)
}

/** True for a character (code point) that `\w` takes. */
export function isWord(character: string): boolean {
  return wordPattern.test(character)
}

const wordPattern = /^[\p{L}\p{N}_]/u
