import { CapuchinError, messageOf, throwIfAborted } from '../../std/index.ts'

/** Content of a file that hidden tests need and a patch cannot carry. @throws CapuchinError `evaluation/asset`. */
export async function fetchAsset(url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal })
    if (!response.ok) throw new Error(`the answer was ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throwIfAborted(signal)
    throw new CapuchinError('evaluation/asset', `cannot fetch ${url}: ${messageOf(cause)}`, {
      cause,
      hint: 'check the network; the same command goes on where it was',
    })
  }
}
