/** The value of a text that is JSON; undefined for one that is not. For what a schema looks at next. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
