import { extname } from 'node:path'
import { CapuchinError, shellQuote } from '../../std/index.ts'
import { languageOf, syntaxLanguages } from '../../syntax/index.ts'
import type { LintProblem } from '../problem.ts'
import { insideRoot, type Linter } from './linter.ts'

/**
 * A command of the user's: `LANGUAGE: COMMAND` for the files of one language, or `COMMAND` for all. It is given one file
 * at a time as its last word; that it ends with 0 says that the file is clean. Lines are read from what it prints.
 *
 * @throws CapuchinError `lint/bad-command` for a language that is not known here.
 */
export function customLinter(setting: string): Linter {
  const [, language, command = setting] = /^([\w#+-]+):\s+(\S.*)$/s.exec(setting) ?? []
  const known: readonly string[] = syntaxLanguages
  if (language !== undefined && !known.includes(language))
    throw new CapuchinError(
      'lint/bad-command',
      `'${language}' in '${setting}' is no language that is known here`,
      {
        hint: `one of ${known.join(', ')}, or no language for all files`,
      },
    )
  return {
    name: command,
    covers: (path) => {
      const own = languageOf(path)
      return language === undefined
        ? own !== null
        : own === language || (language === 'typescript' && own === 'tsx')
    },
    probe: 'true',
    command: (paths) =>
      [
        'out=$(mktemp)',
        ...paths.map((path) => {
          const file = shellQuote(path)
          return `{ ${command} ${file}; } >"$out" 2>&1; code=$?; printf '\\0%s\\0%s\\0' "$code" ${file}; cat "$out"`
        }),
        'rm -f "$out"',
      ].join('\n'),
    read: ({ stdout }, { root, paths }) => {
      const answers = readAnswers(stdout)
      // 126 and 127 are the shell's: the command cannot be run.
      if (answers.length < paths.length || answers.some(([code]) => code === '126' || code === '127'))
        return null
      return answers.flatMap(([code, path = '', said = '']) =>
        code === '0' ? [] : readLines(said, { path, root, linter: command }),
      )
    },
    lastWords: ({ stdout }) =>
      readAnswers(stdout).find(([code, , said]) => code !== '0' && said !== '')?.[2] ?? '',
  }
}

/** Exit code, path and what was said, of each file. */
function readAnswers(stdout: string): readonly (readonly string[])[] {
  const parts = stdout.split('\0').slice(1)
  return Array.from({ length: Math.floor(parts.length / 3) }, (_, at) => parts.slice(3 * at, 3 * at + 3))
}

interface Said {
  readonly path: string
  readonly root: string
  readonly linter: string
}

const mostOfOne = 20

/**
 * Lines that name a file of the kind and a number, `path:NN`, for that file, as compilers see more than one; where none
 * does, all that was said together.
 */
function readLines(text: string, { path, root, linter }: Said): readonly LintProblem[] {
  const lines = text.split('\n').flatMap((line) => {
    const [whole = '', file = '', number] = /([^\s:()[\]"']+)[:(](\d+)/.exec(line) ?? []
    const named = whole === '' ? null : insideRoot(file, root)
    if (named === null || extname(named) !== extname(path)) return []
    const message = line.slice(line.indexOf(whole) + whole.length).replace(/^[:\d,)]*\s*/, '')
    return [
      {
        path: named,
        line: Number(number),
        rule: '',
        message: message === '' ? line.trim() : message,
        linter,
      },
    ]
  })
  if (lines.length > 0) return lines.slice(0, mostOfOne)
  return [
    { path, line: null, rule: '', message: text.trim().slice(-2000) || 'it ended with an error', linter },
  ]
}
