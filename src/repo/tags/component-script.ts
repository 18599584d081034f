import type { SyntaxLanguage } from '../../syntax/index.ts'

/**
 * The scripts of a Vue or Svelte component at their places, everything else blank, so that lines stay what they are.
 * One pass, however many tags are never closed.
 */
export function componentScript(source: string): {
  readonly script: string
  readonly language: SyntaxLanguage
} {
  const parts: string[] = []
  let language: SyntaxLanguage = 'typescript'
  let copied = 0
  const opening = /<script\b[^>]{0,1000}>/gi
  const closing = /<\/script\s*>/gi
  for (let open = opening.exec(source); open; open = opening.exec(source)) {
    const start = open.index + open[0].length
    closing.lastIndex = start
    const end = closing.exec(source)?.index ?? source.length
    if (/\blang\s*=\s*["']?[jt]sx\b/i.test(open[0])) language = 'tsx'
    parts.push(blank(source.slice(copied, start)), source.slice(start, end))
    copied = end
    opening.lastIndex = end
  }
  parts.push(blank(source.slice(copied)))
  return { script: parts.join(''), language }
}

/** Components that the markup uses. */
export function componentsUsed(source: string): readonly string[] {
  return Array.from(source.matchAll(/<(\p{Lu}[\p{L}\p{N}_]*)/gu), ([, name = '']) => name)
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ')
}
