/** A path found in a line of prose or markup, with what had to be assumed. */
export interface PathReading {
  readonly path: string
  readonly note?: string
}

/**
 * The path that a line names, or null. A line that is nothing but a path (with decoration) names it, even when no
 * such file exists yet; a sentence names one only when exactly one of its words is a file that exists, or when it
 * ends in a colon and quotes exactly one path.
 */
export function readPathLine(line: string, isFile: (path: string) => boolean): PathReading | null {
  if (line.length > 500) return null
  const bare = stripDecoration(line)
  for (const path of [bare, bare.replace(/[.,;!?]+$/, '')].map(normalise)) {
    if (path !== '' && isFile(path)) return { path }
  }
  const alone = normalise(bare)
  if (!/\s/.test(alone)) return looksLikePath(alone) ? { path: alone } : null
  return readSentence(line, isFile)
}

function readSentence(line: string, isFile: (path: string) => boolean): PathReading | null {
  const quoted = [...line.matchAll(/`([^`]+)`/g)].map((match) => normalise((match[1] ?? '').trim()))
  const words = line
    .split(/\s+/)
    .map((word) => normalise(word.replaceAll(/^[`'"*(<[]+|[`'"*)>\].,;:!?]+$/g, '')))
  const existing = [...new Set([...quoted, ...words])].filter((path) => path !== '' && isFile(path))
  const [only] = existing
  if (existing.length === 1 && only !== undefined) return { path: only, note: 'path taken from a sentence' }
  const named = [...new Set(quoted.filter(looksLikePath))]
  const [single] = named
  if (existing.length === 0 && named.length === 1 && single !== undefined && line.trim().endsWith(':'))
    return { path: single, note: 'path taken from a sentence' }
  return null
}

/** Takes off list marks, headings, comment signs, labels, quotes and a closing colon. */
function stripDecoration(line: string): string {
  const unmarked = line
    .trim()
    .replace(/^(?:[-*+>]\s+|\d+[.)]\s+|#+\s*|\/\/\s*|--\s+|;+\s*|<!--\s*|\/\*+\s*)+/, '')
    .replace(/\s*(?:-->|\*\/)$/, '')
  const unlabelled = unquote(unmarked).replace(
    /^(?:file ?name|file ?path|new file|file|path)\**\s*:\**\s*/i,
    '',
  )
  return unquote(unlabelled)
}

function unquote(text: string): string {
  return text
    .trim()
    .replace(/:+$/, '')
    .replaceAll(/^[`*"']+|[`*"']+$/g, '')
    .replace(/:+$/, '')
    .trim()
}

function normalise(path: string): string {
  return path.replace(/^(?:\.\/)+/, '')
}

const bareNames = /^(?:Makefile|Dockerfile|Jenkinsfile|Procfile|Gemfile|Rakefile|Vagrantfile|LICENSE|README)$/

function looksLikePath(text: string): boolean {
  if (text === '' || text.includes('://') || /[\s<>|"'`*?(){}=,;!]/.test(text)) return false
  const name = text.slice(text.lastIndexOf('/') + 1)
  if (bareNames.test(name)) return true
  const extension = /[^.]\.([A-Za-z0-9_+-]{1,16})$/.exec(name)?.[1] ?? ''
  return (
    /[A-Za-z]/.test(extension) ||
    (text.includes('/') && name !== '' && !name.endsWith('.')) ||
    /^\.[a-z]\w+$/i.test(name)
  )
}
