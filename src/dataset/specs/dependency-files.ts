import { posix } from 'node:path'
import type { Family, RepositoryEnvironments } from './environment-tables.ts'

/** Text of a file of the repository at the commit that its environment is made from; null where there is none. */
export type ReadFile = (path: string) => string | null

/**
 * The requirements of a repository as one text: files named by `-r` lines come first, one level deep, without their
 * own `-e .`, `#` and `.[test` lines. Null where none of the listed files exists.
 */
export function requirementsText(repository: RepositoryEnvironments, readFile: ReadFile): string | null {
  const found = firstFile(repository.requirements, readFile)
  if (!found) return null
  const folder = posix.dirname(found.path)
  const own: string[] = []
  const included: string[] = []
  for (const line of found.text.split('\n'))
    if (pythonStrip(line).startsWith('-r')) {
      const text = readFile(posix.join(folder, pythonStrip(line.slice(2))))
      included.push(...(text?.split('\n') ?? []).filter(isRequirement))
    } else if (isRequirement(line)) own.push(line)
  return tidyRequirements([...included, own.join('\n')].join('\n'), repository.family)
}

/** A conda environment file whose name is made `testbed`. Null where none of the listed files exists. */
export function environmentText(repository: RepositoryEnvironments, readFile: ReadFile): string | null {
  const found = firstFile(repository.environment, readFile)
  if (!found) return null
  const named = found.text.split('\n').map((line) => (line.startsWith('name:') ? 'name: testbed' : line))
  const text = named.join('\n')
  return repository.family === 'swe-gym' ? text : replaceInPipSection(text)
}

function firstFile(paths: readonly string[], readFile: ReadFile) {
  for (const path of paths) {
    const text = readFile(path)
    if (text !== null) return { path, text }
  }
  return null
}

function isRequirement(line: string): boolean {
  const text = pythonStrip(line)
  return !['-e .', '#', '.[test'].some((start) => text.startsWith(start))
}

/** SWE-bench replaces a package that was yanked; SWE-Gym strips lines and drops blank ones. */
function tidyRequirements(text: string, family: Family): string {
  if (family === 'swe-bench') return text.replaceAll(yankedLine, replacement)
  const lines = text.split('\n').map(pythonStrip)
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

const yankedLine = /(?<![^\n])types-pkg_resources(?:[<>=!~][^\n]*|(?![^\n]))/g
const yankedItem = /(?<![^\n])(\s*-\s*)types-pkg_resources(?:[<>=!~][^\n]*|(?![^\n]))/g
const replacement = 'types-setuptools'

/** Replaces the yanked package below the first `- pip:` line, up to a line that is indented no deeper. */
function replaceInPipSection(text: string): string {
  const heading = /(?<![^\n])\s*-\s*pip\s*:\s*\n/.exec(text)
  if (!heading) return text
  const start = heading.index + heading[0].length
  const indent = indentOf(heading[0])
  const lines = text.slice(start).split('\n')
  const length = lines.findIndex((line) => pythonStrip(line) !== '' && indentOf(line) <= indent)
  const section = (length < 0 ? lines : lines.slice(0, length)).join('\n')
  return (
    text.slice(0, start) +
    section.replaceAll(yankedItem, `$1${replacement}`) +
    text.slice(start + section.length)
  )
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length
}

/** What Python calls white space; JavaScript's `trim` lacks the separators and takes U+FEFF. */
const blanks = new Set(
  '\t\n\v\f\r\x1C\x1D\x1E\x1F \x85\xA0\u1680\u2028\u2029\u202F\u205F\u3000'.concat(
    '\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A',
  ),
)

function pythonStrip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && blanks.has(text[start] ?? '')) start += 1
  while (end > start && blanks.has(text[end - 1] ?? '')) end -= 1
  return text.slice(start, end)
}
