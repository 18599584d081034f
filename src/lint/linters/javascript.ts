import { z } from 'zod'
import { jsonOf } from '../../std/index.ts'
import { insideRoot, wordsOf, type Linter } from './linter.ts'

const isScript = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

/** Where the project has ESLint and says how. Warnings do not count: the project lets them pass. */
export const eslint: Linter = {
  name: 'eslint',
  covers: isScript,
  probe:
    'test -x node_modules/.bin/eslint && { ls eslint.config.* .eslintrc .eslintrc.* 2>/dev/null | grep -q . || grep -q \'"eslintConfig"\' package.json; }',
  command: (paths) => `node_modules/.bin/eslint --format json --no-color ${wordsOf(paths)}`,
  read: ({ exitCode, stdout }, { root }) => {
    const found = exitCode > 1 ? null : eslintSchema.safeParse(jsonOf(stdout))
    if (!found?.success) return null
    return found.data.flatMap(({ filePath, messages }) => {
      const path = insideRoot(filePath, root)
      if (path === null) return []
      return messages
        .filter(({ severity }) => severity === 2)
        .map(({ ruleId, message, line }) => ({
          path,
          line: line ?? null,
          rule: ruleId ?? 'syntax',
          message,
          linter: 'eslint',
        }))
    })
  },
}

const eslintSchema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.string().nullish(),
        severity: z.number(),
        message: z.string(),
        line: z.number().int().nullish(),
      }),
    ),
  }),
)

/** Where the project has Biome and says how. */
export const biome: Linter = {
  name: 'biome',
  covers: (path) => isScript(path) || /\.(jsonc?|css|graphql)$/.test(path),
  probe: 'test -x node_modules/.bin/biome && ls biome.json biome.jsonc 2>/dev/null | grep -q .',
  command: (paths) =>
    `node_modules/.bin/biome lint --reporter=github --diagnostic-level=error --colors=off --no-errors-on-unmatched ${wordsOf(paths)}`,
  read: ({ exitCode, stdout, stderr }, { root }) => {
    const found = [...stdout.matchAll(/^::error ([^\n]*?)::(.*)$/gm)].flatMap(
      ([, fields = '', message = '']) => {
        const field = (name: string): string => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(fields)?.[1] ?? ''
        const path = insideRoot(unescape(field('file')), root)
        if (path === null) return []
        const rule = field('title')
        return [
          { path, line: Number(field('line')) || null, rule, message: unescape(message), linter: 'biome' },
        ]
      },
    )
    return exitCode !== 0 && found.length === 0 && !/Found \d+ error/.test(stderr) ? null : found
  },
}

/** GitHub's commands write some signs as per cent and two digits. */
function unescape(text: string): string {
  return text
    .replaceAll(/%0D|%0A/g, ' ')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
}
