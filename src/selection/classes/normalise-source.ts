import { languageOf, type SyntaxNode, type SyntaxParser } from '../../syntax/index.ts'

/**
 * A text that is equal for sources that mean the same to a compiler: no comments, no layout, one kind of quotes, no
 * docstrings. Files of languages that cannot be parsed keep their words.
 */
export async function normaliseSource(syntax: SyntaxParser, path: string, text: string): Promise<string> {
  const language = languageOf(path)
  if (language === null) return squeeze(text)
  using tree = await syntax.parse(text, language)
  return tree === null ? squeeze(text) : tokensOf(tree.toPlain(), text).join(' ')
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** Brackets around blocks keep the nesting that layout alone says in some languages. */
function tokensOf(root: SyntaxNode, source: string): readonly string[] {
  const tokens: string[] = []
  const open: (SyntaxNode | '}')[] = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === '}') tokens.push(node)
    else if (/comment/.test(node.type) || isDocstring(node)) continue
    else if (node.children.length === 0 || node.type === 'string') {
      const text = sameQuotes(source.slice(node.start, node.end))
      if (text.trim() !== '') tokens.push(text)
    } else {
      const isBlock = /block|body|suite/.test(node.type)
      if (isBlock) tokens.push('{')
      if (isBlock) open.push('}')
      open.push(...node.children.toReversed())
    }
  }
  return tokens
}

/** Single-line texts without quotes or escapes in them mean the same in either kind of quotes. */
function sameQuotes(text: string): string {
  return /^[A-Za-z]*'[^'"\\\n]*'$/.test(text) ? text.replaceAll("'", '"') : text
}

function isDocstring({ type, children }: SyntaxNode): boolean {
  return type === 'expression_statement' && children.length === 1 && children[0]?.type === 'string'
}
