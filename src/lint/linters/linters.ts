import { customLinter } from './custom.ts'
import { biome, eslint } from './javascript.ts'
import type { Linter } from './linter.ts'
import { flake8, pythonCompile, ruff } from './python.ts'
import { typescript } from './typescript.ts'

/** Linters that are used where a project, or its machine, has them. */
const foundLinters: readonly Linter[] = [pythonCompile, flake8, ruff, typescript, eslint, biome]

/**
 * Those of the user take the place of the found ones for the files that they cover.
 *
 * @throws CapuchinError `lint/bad-command`.
 */
export function chooseLinters(commands: readonly string[]): readonly Linter[] {
  const own = commands.map(customLinter)
  const found = foundLinters.map((linter) => ({
    ...linter,
    covers: (path: string) => linter.covers(path) && !own.some(({ covers }) => covers(path)),
  }))
  return [...own, ...found]
}
