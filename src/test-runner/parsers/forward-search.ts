/** Where to find something at or after a place; -1 if nowhere. */
export type ForwardSearch = (from: number) => number

/**
 * Finds `needle` again and again from places that grow, and looks at each character once: what was found stays the
 * answer until it is passed.
 */
export function createForwardSearch(text: string, needle: string): ForwardSearch {
  return rememberLast((from) => text.indexOf(needle, from))
}

/** The end of the line that `from` lies in: the next newline, or the text's length. */
export function createLineEnds(text: string): ForwardSearch {
  return rememberLast((from) => {
    const newline = text.indexOf('\n', from)
    return newline < 0 ? text.length : newline
  })
}

/** Makes any `find` that gives the first place at or after `from` look only once, as long as `from` grows. */
export function rememberLast(find: ForwardSearch): ForwardSearch {
  let from = Number.POSITIVE_INFINITY
  let found = -1
  return (at) => {
    if (at < from || (found >= 0 && found < at)) {
      found = find(at)
      from = at
    }
    return found
  }
}
