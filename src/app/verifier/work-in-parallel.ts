/**
 * Takes items one after another and works on so many of them at once. The first failure stops the others, and is thrown
 * when they have ended.
 */
export async function workInParallel<T>(
  items: AsyncGenerator<T>,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  { jobs, signal }: { readonly jobs: number; readonly signal: AbortSignal },
): Promise<void> {
  const stop = new AbortController()
  const within = AbortSignal.any([signal, stop.signal])
  const failures: unknown[] = []
  const workOn = async (): Promise<void> => {
    try {
      for (let next = await items.next(); !next.done && !within.aborted; next = await items.next())
        await work(next.value, within)
    } catch (error) {
      failures.push(error)
      stop.abort()
    }
  }
  await Promise.all(Array.from({ length: jobs }, workOn))
  await items.return(undefined)
  if (failures.length > 0) throw failures[0]
}
