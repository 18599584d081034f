/** Whether a refusal says that the prompt is longer than the model takes, in the words of the servers that are known. */
export function isTooLong(status: number, body: string): boolean {
  return (
    status === 413 ||
    /context_length|context length|context size|too many tokens|prompt is too long/i.test(body)
  )
}

/** How long a server asks to wait, by its headers; undefined where it does not say. */
export function retryAfterMs(header: (name: string) => string | null | undefined): number | undefined {
  const exact = header('retry-after-ms')
  if (exact != null && Number.isFinite(Number(exact)) && Number(exact) >= 0) return Number(exact)
  const value = header('retry-after')
  if (value == null) return undefined
  const seconds = Number(value)
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
