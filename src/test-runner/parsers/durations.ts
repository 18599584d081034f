import { pythonPattern } from './python-pattern.ts'

const inBrackets = pythonPattern('^\\s\\(\\d+\\s*m?s\\)$')

/** `name (12 ms)` without its duration; a name has at least one character. */
export function dropDuration(text: string): string {
  const at = text.endsWith(')') ? text.lastIndexOf('(') - 1 : 0
  return at >= 1 && inBrackets.test(text.slice(at)) ? text.slice(0, at) : text
}

/** The text from before an opening bracket to its end: up to the next bracket of either kind. */
export function bracketAt(text: string, open: number): string {
  let at = open + 1
  while (at < text.length && text[at] !== ')' && text[at] !== '(') at++
  return text.slice(Math.max(0, open - 1), at + 1)
}
