import { shellQuote } from '../../std/index.ts'
import type { LintProblem } from '../problem.ts'

export interface LinterOutput {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A program that complains about files. It runs in a sandbox, at the root of the checkout. */
export interface Linter {
  readonly name: string
  readonly covers: (path: string) => boolean
  /** Whether it looks at the whole project, whichever files are named: a change may break others, and those count. */
  readonly wholeProject?: boolean
  /** Shell text that succeeds where the program can be used on this project. */
  readonly probe: string
  /** Shell text that runs it on these files. */
  readonly command: (paths: readonly string[]) => string
  /** What it said; null when it broke before it could say anything, which is no fault of the code. */
  readonly read: (output: LinterOutput, place: LintedPlace) => readonly LintProblem[] | null
  /** Its own words where it broke; default: all that was printed. */
  readonly lastWords?: (output: LinterOutput) => string
}

export interface LintedPlace {
  /** Absolute path of the checkout inside. */
  readonly root: string
  readonly paths: readonly string[]
}

/** Relative to the root; null for a path outside. */
export function insideRoot(path: string, root: string): string | null {
  const relative = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^\.\//, '')
  return relative.startsWith('/') || relative.startsWith('..') ? null : relative
}

/** Paths as words of a shell command. */
export function wordsOf(paths: readonly string[]): string {
  return paths.map(shellQuote).join(' ')
}
