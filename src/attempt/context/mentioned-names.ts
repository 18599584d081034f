/**
 * Names of code that a text speaks of: `Class.method` as a whole, and any word that only code has (an underscore, a capital
 * within it, brackets behind it, quotes around it, a line of its own). Those of the file's own path are none.
 */
export function mentionedNames(text: string, path: string): ReadonlySet<string> {
  const bare = text.replaceAll(/\S*\/\S*/g, ' ').replaceAll(path.slice(path.lastIndexOf('/') + 1), ' ')
  const names = [...bare.matchAll(dottedName)].map(([name]) => name)
  const called = [...bare.matchAll(/([\p{L}_$][\p{L}\p{N}_$.]*)\s*\(/gu)].map(([, name]) => name)
  const quoted = [...bare.matchAll(/[`'"]([\p{L}_$][\p{L}\p{N}_$.]*)(?:\(\))?[`'"]/gu)].map(
    ([, name]) => name,
  )
  const alone = [...bare.matchAll(/^[\s\-*]*([\p{L}_$][\p{L}\p{N}_$.]*)(?:\(\))?\s*$/gmu)].map(
    ([, name]) => name,
  )
  return new Set(
    [...names.filter(isCode), ...called, ...quoted, ...alone].filter((name) => name !== undefined),
  )
}

const dottedName = /[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*/gu

function isCode(name: string): boolean {
  return /[\p{L}\p{N}]_|_[\p{L}\p{N}]|\p{Ll}\p{Lu}|\p{L}\.\p{L}/u.test(name)
}

/** Words of three letters and more. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu))
}
