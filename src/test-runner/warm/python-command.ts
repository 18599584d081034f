import type { TestCommand } from '../test-command.ts'

/** A Python test command taken apart, so that the same tests can be run without the command. */
export interface PythonCommand {
  readonly framework: 'pytest' | 'unittest'
  /** `NAME=value` words before the program. */
  readonly environment: readonly string[]
  /** The interpreter as typed, or null where a `pytest` program names it. */
  readonly interpreter: string | null
  /** The program as typed. */
  readonly program: string
  readonly options: readonly string[]
  /** Files and folders named; empty where the runner finds them itself. */
  readonly files: readonly string[]
  readonly discover: { readonly start?: string; readonly top?: string; readonly pattern?: string }
}

/** Null for anything but a plain call of pytest or unittest with options that mean the same in a warm process. */
export function parsePythonCommand(command: TestCommand): PythonCommand | null {
  const words = splitWords(command.command)
  if (!words) return null
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
  const environment = words.slice(0, Math.max(first, 0))
  const [program, ...rest] = words.slice(Math.max(first, 0))
  if (program === undefined) return null
  if (/(^|\/)py\.?test$/.test(program))
    return pytestCommand({ environment, interpreter: null, program }, rest)
  if (!/(^|\/)python[\d.]*$/.test(program) || rest[0] !== '-m') return null
  const start = { environment, interpreter: program, program }
  if (rest[1] === 'pytest') return pytestCommand(start, rest.slice(2))
  return rest[1] === 'unittest' ? unittestCommand(start, rest.slice(2)) : null
}

type Start = Pick<PythonCommand, 'environment' | 'interpreter' | 'program'>

const withValue = new Set([
  '-p',
  '-o',
  '-c',
  '-k',
  '-m',
  '-W',
  '--rootdir',
  '--confcutdir',
  '--import-mode',
  '--ignore',
  '--deselect',
])
/** Options that only say how the run looks, or when it ends. */
const dropped =
  /^(-[qvsx]+|-r\w*|--tb=.*|--exitfirst|--maxfail=.*|--color=.*|--durations=.*|--quiet|--verbose|--no-header|--no-summary)$/

function pytestCommand(start: Start, words: readonly string[]): PythonCommand | null {
  const options: string[] = []
  const files: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const value = words[index + 1]
    if (dropped.test(word)) continue
    if (/^(-n|--cov|--dist|--numprocesses|--forked|--lf|--ff|--pdb)/.test(word)) return null
    if (withValue.has(word) && value !== undefined) {
      options.push(word, value)
      index++
    } else if (word.startsWith('-')) options.push(word)
    else files.push(word)
  }
  return { ...start, framework: 'pytest', options, files, discover: {} }
}

function unittestCommand(start: Start, words: readonly string[]): PythonCommand | null {
  const discover: { start?: string; top?: string; pattern?: string } = {}
  const names = {
    '-s': 'start',
    '--start-directory': 'start',
    '-t': 'top',
    '--top-level-directory': 'top',
    '-p': 'pattern',
    '--pattern': 'pattern',
  } as const
  const known = new Map<string, 'start' | 'top' | 'pattern'>(Object.entries(names))
  const rest = words[0] === 'discover' ? words.slice(1) : words
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? ''
    const key = known.get(word)
    const value = rest[index + 1]
    if (key && value !== undefined) {
      discover[key] = value
      index++
    } else if (!/^(-[vqfb]+|--verbose|--quiet|--failfast|--buffer)$/.test(word)) return null
  }
  return { ...start, framework: 'unittest', options: [], files: [], discover }
}

/** Words of a shell line that has nothing but words and quotes in it; null for anything that needs a shell. */
function splitWords(line: string): readonly string[] | null {
  const words: string[] = []
  const pattern = /\s*((?:[\w./:@%+=,~^[\]-]|'[^']*'|"[^"$`\\]*")+)(?=\s|$)/y
  const text = line.trim()
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (!match) return null
    words.push((match[1] ?? '').replaceAll(/['"]/g, ''))
  }
  return words
}
