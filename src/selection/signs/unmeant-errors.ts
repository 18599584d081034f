/** Whether an error, given by its type and message, is one that nobody means to raise. */
export function isUnmeant(error: string): boolean {
  return /^(?:TypeError|AttributeError|NameError|UnboundLocalError|IndexError|KeyError|RecursionError)\b/.test(
    error,
  )
}
