// Python counts them among line ends.
// oxlint-disable-next-line no-control-regex
const lineEnds = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/g

/** Lines with their ends, cut at every character that Python's `splitlines` takes for a line end. */
export function splitLines(text: string): readonly string[] {
  const lines: string[] = []
  let start = 0
  for (const match of text.matchAll(lineEnds)) {
    const end = match.index + match[0].length
    lines.push(text.slice(start, end))
    start = end
  }
  if (start < text.length) lines.push(text.slice(start))
  return lines
}

/** The same lines without their ends. */
export function splitBareLines(text: string): readonly string[] {
  return splitLines(text).map((line) => line.replace(lineEnds, ''))
}
