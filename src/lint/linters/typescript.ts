import { insideRoot, type Linter } from './linter.ts'

/**
 * The project's own compiler with the project's own settings, over the whole project: an edit can break the files that
 * use what it changed. Nothing is written.
 */
export const typescript: Linter = {
  name: 'tsc',
  covers: (path) => /\.[cm]?tsx?$/.test(path),
  wholeProject: true,
  probe: 'test -x node_modules/.bin/tsc && test -f tsconfig.json',
  command: () => 'node_modules/.bin/tsc --noEmit --incremental false --pretty false -p tsconfig.json',
  read: ({ exitCode, stdout }, { root }) => {
    const found = [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].flatMap(
      ([, file = '', line, rule = '', message = '']) => {
        const path = insideRoot(file, root)
        return path === null ? [] : [{ path, line: Number(line), rule, message, linter: 'tsc' }]
      },
    )
    return exitCode !== 0 && found.length === 0 ? null : found
  },
}
