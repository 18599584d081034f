import { quote } from './frameworks.ts'
import type { TestCommand } from './test-command.ts'

/**
 * A command that runs the tests of some files alone, or null where its framework cannot be told which. Files are
 * relative to the root of the repository.
 */
export function narrowCommand(command: TestCommand, files: readonly string[]): TestCommand | null {
  const inside = files.flatMap((file) => relativeTo(command.cwd, file))
  const narrow = narrowing[command.framework]
  const text = inside.length === 0 ? null : (narrow?.(command.command, inside) ?? null)
  return text === null ? null : { ...command, command: text }
}

type Narrow = (command: string, files: readonly string[]) => string | null

const narrowing: Partial<Readonly<Record<TestCommand['framework'], Narrow>>> = {
  pytest: (command, files) => unlessNamed(/(py\.?test)((?:\s+-\S+)*)\s*$/, { command, words: files }),
  unittest: (command, files) => {
    const start = /^(.*-m\s+unittest)(?:\s+discover\b.*)?$/.exec(command)?.[1]
    const modules = files
      .filter((file) => file.endsWith('.py'))
      .map((file) => file.slice(0, -3).replaceAll('/', '.'))
    return start === undefined || modules.length === 0 ? null : `${start} ${modules.map(quote).join(' ')}`
  },
  vitest: (command, files) => unlessNamed(/vitest(\s+run)?(?:\s+-\S+)*\s*$/, { command, words: files }),
  jest: (command, files) =>
    unlessNamed(/jest(?:\s+-\S+)*\s*$/, { command, words: ['--runTestsByPath', ...files] }),
  'node-test': (command, files) => unlessNamed(/--test(?:\s+-\S+)*\s*$/, { command, words: files }),
  go: (command, files) => {
    const packages = new Set(files.map((file) => `./${file.replace(/\/?[^/]*$/, '')}`))
    return /\s\.\/\.\.\.(?=\s|$)/.test(command)
      ? command.replace(/\s\.\/\.\.\.(?=\s|$)/, ` ${[...packages].map(quote).join(' ')}`)
      : null
  },
}

/** A command that names tests of its own says what it wants run; adding to it would run more, not less. */
function unlessNamed(
  bare: RegExp,
  { command, words }: { readonly command: string; readonly words: readonly string[] },
): string | null {
  return bare.test(command) ? `${command.trimEnd()} ${words.map(quote).join(' ')}` : null
}

function relativeTo(folder: string, file: string): readonly string[] {
  if (folder === '') return [file]
  return file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : []
}
