/** Keeps the head and the tail of a stream within `limit` bytes and counts the rest. */
export interface BoundedOutput {
  readonly push: (chunk: Uint8Array) => void
  /** All that was kept, with a line that says how much is missing where something is. */
  bytes(): Buffer
  cut(): boolean
}

export function createBoundedOutput(limit: number): BoundedOutput {
  const headLimit = Math.ceil(limit / 2)
  const tailLimit = limit - headLimit
  const head: Uint8Array[] = []
  const tail: Uint8Array[] = []
  let headSize = 0
  let tailSize = 0
  let dropped = 0

  const trimTail = (): void => {
    while (tailSize > tailLimit) {
      const first = tail[0]
      if (first === undefined) return
      const excess = tailSize - tailLimit
      const taken = Math.min(excess, first.byteLength)
      if (taken === first.byteLength) tail.shift()
      else tail[0] = first.subarray(taken)
      tailSize -= taken
      dropped += taken
    }
  }

  return {
    push: (chunk) => {
      const forHead = chunk.subarray(0, headLimit - headSize)
      if (forHead.byteLength > 0) head.push(forHead)
      headSize += forHead.byteLength
      const rest = chunk.subarray(forHead.byteLength)
      if (rest.byteLength === 0) return
      tail.push(rest)
      tailSize += rest.byteLength
      trimTail()
    },
    bytes: () => {
      const mark = dropped > 0 ? [Buffer.from(`\n[... ${dropped} bytes cut ...]\n`)] : []
      return Buffer.concat([...head, ...mark, ...tail])
    },
    cut: () => dropped > 0,
  }
}
