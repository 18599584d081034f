/** Opening fences in order of preference; none may occur in a file that is shown inside it. */
export const fences: readonly string[] = [
  '```',
  '````',
  '<source>',
  '<code>',
  '<pre>',
  '<codeblock>',
  '<sourcecode>',
]

/** What closes a fence: the same run of ticks, or the closing tag. */
export function closingFence(opening: string): string {
  return opening.startsWith('<') ? `</${opening.slice(1)}` : opening
}

/** First fence that no line of the texts starts with; the plain one when none is free. */
export function chooseFence(texts: readonly string[]): string {
  const free = fences.find((fence) => !texts.some((text) => startsLine(text, fence)))
  return free ?? '```'
}

function startsLine(text: string, fence: string): boolean {
  return [fence, closingFence(fence)].some((mark) => text.startsWith(mark) || text.includes(`\n${mark}`))
}
