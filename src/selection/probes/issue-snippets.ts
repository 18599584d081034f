/** Code that an issue shows, in its order: what its author typed, and what they said came of it. */
export interface IssueSnippet {
  readonly code: string
  /** Lines that a transcript shows as output; empty where there are none. */
  readonly shown: readonly string[]
}

/**
 * Pieces of Python in a text: fenced and indented blocks, transcripts with their outputs, runs of lines that read like
 * code where nothing marks it, and calls in backticks. Pieces that are no code do no harm: they do not parse.
 */
export function findSnippets(text: string): readonly IssueSnippet[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const snippets: IssueSnippet[] = []
  let block: string[] = []
  let fenced = false
  const close = (): void => {
    if (block.some((line) => line.trim() !== '')) snippets.push(readBlock(block))
    block = []
  }
  for (const [at, line] of lines.entries()) {
    // The lines of a traceback are somebody's code, out of its place.
    if (
      /^\s*File "[^"]*", line \d+|^\s*Traceback /.test(line) ||
      /^\s*File "[^"]*", line \d+/.test(lines[at - 1] ?? '')
    )
      close()
    else if (/^\s*(?:```|~~~|\{\{\{|\}\}\}|\{%\s*(?:end)?highlight)/.test(line)) {
      close()
      fenced = !fenced
    } else if (fenced || looksLikeCode(line, block)) block.push(line)
    else close()
  }
  close()
  return [...snippets, ...inlineCalls(text)]
}

/** A transcript's prompts are taken away and what lies between them is output. */
function readBlock(lines: readonly string[]): IssueSnippet {
  const prompt = /^\s*(?:>>>|\.\.\.|In \[\d+\]:)( |$)/
  if (!lines.some((line) => /^\s*(?:>>>|In \[\d+\]:)/.test(line)))
    return { code: lines.join('\n'), shown: [] }
  const code: string[] = []
  const shown: string[] = []
  for (const line of lines) {
    if (prompt.test(line)) code.push(line.replace(prompt, ''))
    else if (line.trim() !== '') shown.push(line.replace(/^\s*Out\[\d+\]:\s*/, '').trimEnd())
  }
  return { code: code.join('\n'), shown }
}

const opening =
  /^\s*(?:>>>|\.\.\.|In \[\d+\]:|@\w|(?:class|def|for|while|if|with|try|from|import|return|assert|print|raise)\b.*[:()\w]$|[\w.]+\s*(?:=|\+=)\s*\S|[\w.]+\(.*\)?\s*$)/

/** Prose ends in full stops and has no brackets; inside a run of code, deeper lines and blanks go on with it. */
function looksLikeCode(line: string, before: readonly string[]): boolean {
  if (line.trim() === '') return before.length > 0
  if (opening.test(line) && !/^\s*[A-Z][a-z]+ [a-z]+ /.test(line)) return true
  return before.length > 0 && /^(?:\s{2,}|\t|[)\]}])/.test(line)
}

function inlineCalls(text: string): readonly IssueSnippet[] {
  const found = [...text.matchAll(/`([^`\n]{4,120})`/g)].map((match) => match[1] ?? '')
  return [...new Set(found)]
    .filter((code) => /^[\w.]+\(.*\)$/.test(code) && !/\.\.\.|\bself\b/.test(code))
    .slice(0, 10)
    .map((code) => ({ code, shown: [] }))
}
