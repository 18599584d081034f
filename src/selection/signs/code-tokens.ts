/**
 * Words and signs of code, whatever its language: names and numbers whole, texts as one mark each, operators of several
 * characters together. Layout is left out; a line's end is a token of its own.
 */
export function codeTokens(line: string): readonly string[] {
  const found = line.matchAll(
    /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*$|\/\/.*$|[A-Za-z_]\w*|\d[\w.]*|\*\*|\/\/|==|!=|<=|>=|->|=>|&&|\|\||[+\-*/%&|^]=|[^\s\w]/g,
  )
  const tokens = [...found].flatMap(([token]) =>
    /^(?:#|\/\/)./.test(token) ? [] : /^["']/.test(token) ? ['<text>'] : [token],
  )
  return tokens.length === 0 ? [] : [...tokens, '<end>']
}
