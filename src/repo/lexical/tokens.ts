/**
 * Every identifier, and every number of two digits or more, of a text, in order, with the line it stands on, from 1.
 * Written out by character codes: this loop goes over each letter of a repository.
 */
export function forEachToken(text: string, visit: (token: string, line: number) => void): void {
  let line = 1
  const { length } = text
  for (let at = 0; at < length;) {
    const code = text.charCodeAt(at)
    if (code === newline) {
      line++
      at++
    } else if (isLetter(code) || (code > 127 && startsWide(text, at))) {
      const start = at
      at += widthAt(text, at)
      while (at < length) {
        const next = text.charCodeAt(at)
        if (isLetter(next) || isDigit(next)) at++
        else if (next > 127 && continuesWide(text, at)) at += widthAt(text, at)
        else break
      }
      visit(text.slice(start, at), line)
    } else if (isDigit(code)) {
      const start = at
      while (at < length && isDigit(text.charCodeAt(at))) at++
      if (at - start > 1) visit(text.slice(start, at), line)
    } else at += code > 127 ? widthAt(text, at) : 1
  }
}

/** The same without lines. */
export function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  forEachToken(text, (token) => tokens.push(token))
  return tokens
}

const newline = 10

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function startsWide(text: string, at: number): boolean {
  return /\p{L}/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

function continuesWide(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}
