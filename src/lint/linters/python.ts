import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readJsonLines, shellQuote, jsonOf } from '../../std/index.ts'
import { insideRoot, wordsOf, type Linter } from './linter.ts'

const isPython = (path: string): boolean => /\.pyi?$/.test(path)

/** What Python itself refuses to compile: more than a grammar knows, such as a `return` outside of a function. */
export const pythonCompile: Linter = {
  name: 'python',
  covers: (path) => path.endsWith('.py'),
  probe: 'command -v python3',
  command: (paths) =>
    `python3 -I -c ${shellQuote(readFileSync(new URL('compile_python.py', import.meta.url), 'utf8'))} ${wordsOf(paths)}`,
  read: ({ exitCode, stdout }) =>
    exitCode === 0
      ? readJsonLines(stdout, compiledSchema).map((each) => ({ ...each, rule: 'syntax', linter: 'python' }))
      : null,
}

const compiledSchema = z.object({ path: z.string(), line: z.number().int().nullable(), message: z.string() })

/** Pyflakes' codes of code that cannot run as it stands; the rest is taste. */
const fatalCodes = ['F821', 'F823', 'F406', 'F407', 'F701', 'F702', 'F704', 'F706']

/** Its own rules alone, whatever the project's settings are. */
export const flake8: Linter = {
  name: 'flake8',
  covers: isPython,
  probe: 'command -v flake8',
  command: (paths) =>
    `flake8 --isolated --select=${['E9', 'F831', ...fatalCodes].join(',')} --format='%(path)s:%(row)d:%(code)s:%(text)s' ${wordsOf(paths)}`,
  read: ({ exitCode, stdout }, { root }) =>
    // Its crashes end with 1, as complaints do.
    exitCode > 1 || (exitCode === 1 && !complaintOfFlake8.test(stdout))
      ? null
      : readColons(stdout, { root, linter: 'flake8' }),
}

/** Where there is no flake8. It knows no F831 and no E9: compiling finds those. */
export const ruff: Linter = {
  name: 'ruff',
  covers: isPython,
  probe: 'command -v ruff && ! command -v flake8',
  command: (paths) =>
    `ruff check --isolated --no-cache --no-fix --output-format=json --select=${fatalCodes.join(',')} ${wordsOf(paths)}`,
  read: ({ exitCode, stdout }, { root }) => {
    const found = exitCode > 1 ? null : ruffSchema.safeParse(jsonOf(stdout))
    if (!found?.success) return null
    return found.data.flatMap(({ filename, location, code, message }) => {
      const path = insideRoot(filename, root)
      // A file that does not parse has no code: compiling tells it better.
      if (path === null || code === null || code === 'invalid-syntax') return []
      return [{ path, line: location.row, rule: code, message, linter: 'ruff' }]
    })
  },
}

const ruffSchema = z.array(
  z.object({
    filename: z.string(),
    location: z.object({ row: z.number().int() }),
    code: z.string().nullable(),
    message: z.string(),
  }),
)

const complaintOfFlake8 = /^.+?:\d+:[A-Z]+\d+:/m

function readColons(text: string, { root, linter }: { readonly root: string; readonly linter: string }) {
  return [...text.matchAll(/^(.+?):(\d+):([A-Z]+\d+):(.*)$/gm)].flatMap(
    ([, file = '', line, rule = '', message = '']) => {
      const path = insideRoot(file, root)
      return path === null ? [] : [{ path, line: Number(line), rule, message: message.trim(), linter }]
    },
  )
}
