/**
 * The head and the tail of a long output, whole lines, with a line between them that says how much is missing. The
 * tail gets more: most tools put their verdict last.
 */
export function cutOutput(output: string, maxCharacters: number): string {
  if (output.length <= maxCharacters) return output
  const headLength = Math.floor(maxCharacters / 3)
  const head = output.slice(0, headLength)
  const tail = output.slice(output.length - (maxCharacters - headLength))
  const headLines = head.slice(0, Math.max(head.lastIndexOf('\n') + 1, 0)) || `${head}\n`
  const tailLines = tail.slice(tail.indexOf('\n') + 1) || tail
  const cut = output.length - headLines.length - tailLines.length
  return `${headLines}[... ${cut} characters left out ...]\n${tailLines}`
}

/** Half of what is allowed from either end, with a word before it and one in the gap on how much is missing. */
export function cutInHalves(output: string, maxCharacters: number): string {
  if (output.length <= maxCharacters) return output
  const head = Math.ceil(maxCharacters / 2)
  const tail = maxCharacters - head
  const dropped = output.length - maxCharacters
  const notice = `[${dropped} characters in the middle of this output are left out]`
  const end = tail === 0 ? '' : output.slice(-tail)
  return `${notice}\n${output.slice(0, head)}\n[... ${dropped} characters left out ...]\n${end}`
}
