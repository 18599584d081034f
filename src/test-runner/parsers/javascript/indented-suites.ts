import { skipSpace, strip } from '../python-text.ts'

/** The suites around a test, kept by indentation: a line less or equally indented ends those before it. */
export interface IndentedSuites {
  /** Takes an indented line as the name of a suite; a line at the margin is none. */
  readonly enter: (line: string) => void
  /** `suite - suite - name` */
  readonly join: (name: string) => string
  readonly isEmpty: () => boolean
}

export function createIndentedSuites(): IndentedSuites {
  const open: { readonly path: string; readonly indent: number }[] = []
  const join = (name: string): string => {
    const parent = open.at(-1)
    return parent ? `${parent.path} - ${name}` : name
  }
  return {
    enter: (line) => {
      const indent = skipSpace(line)
      if (indent === 0) return
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop()
      open.push({ path: join(strip(line)), indent })
    },
    join,
    isEmpty: () => open.length === 0,
  }
}
