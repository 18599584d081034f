/** An issue or request as a forge gives it. */
export interface ForgeIssue {
  readonly title: string
  readonly body: string
  readonly comments: readonly { readonly author: string; readonly at: string; readonly body: string }[]
}

/** The text that a run works on: the title is its first line. */
export function issueText({ title, body, comments }: ForgeIssue): string {
  return [
    title.trim(),
    withoutHiddenText(body),
    ...comments.map(({ author, at, body: text }) =>
      `Comment of ${author}, ${at.slice(0, 10)}:\n\n${withoutHiddenText(text)}`.trimEnd(),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/**
 * A text of Markdown without what its reader does not see: comments, which templates are full of and which can carry
 * orders to a model behind people's backs. What stands in code is left as it is.
 */
export function withoutHiddenText(markdown: string): string {
  const kept: string[] = []
  let fence: string | null = null
  let isHidden = false
  for (const line of markdown.replaceAll('\r\n', '\n').split('\n')) {
    const mark: string | null = isHidden ? null : (/^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null)
    if (fence !== null) {
      kept.push(line)
      const closes = mark !== null && mark.startsWith(fence) && line.trim() === mark
      if (closes) fence = null
      continue
    }
    if (mark !== null) {
      fence = mark
      kept.push(line)
      continue
    }
    const shown = shownPart(line, isHidden)
    isHidden = shown.isHidden
    if (shown.text.trim() !== '' || line.trim() === '') kept.push(shown.text)
  }
  return kept
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function shownPart(line: string, hidden: boolean): { readonly text: string; readonly isHidden: boolean } {
  let [text, isHidden, at] = ['', hidden, 0]
  for (;;) {
    const mark = isHidden ? '-->' : '<!--'
    const next = line.indexOf(mark, at)
    if (!isHidden) text += line.slice(at, next < 0 ? undefined : next)
    if (next < 0) return { text, isHidden }
    at = next + mark.length
    isHidden = !isHidden
  }
}
