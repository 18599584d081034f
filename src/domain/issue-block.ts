/**
 * An issue's text as prompts show it: between tags that it cannot close. Whoever wrote it may be a stranger, so that
 * whatever looks like the end of the block has to stay inside.
 */
export function issueBlock(text: string): string {
  const taken = new Set([...text.matchAll(/issue-(\d+)/gi)].map(([, number]) => Number(number)))
  const isPlain = !/<\s*\/?\s*issue/i.test(text)
  let number = 2
  while (taken.has(number)) number += 1
  const name = isPlain ? 'issue' : `issue-${number}`
  return `<${name}>\n${text}\n</${name}>`
}
