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
