import { scriptLanguageSchema, type ScriptLanguage } from '../../../domain/index.ts'
import type { TestFramework } from '../../../test-runner/index.ts'
import type { EditTestOptions } from './options.ts'
import { prompt } from './prompts.ts'

/** In which languages scripts may be written, and what is said of that. */
export interface ScriptSettings {
  /** Of a script that names none. */
  readonly language: ScriptLanguage
  readonly languages: readonly ScriptLanguage[]
  /** Rules for scripts, as a prompt has them. */
  readonly rules: string
  /** How a script is marked in a reply. */
  readonly form: string
}

export function chooseScriptSettings(
  paths: readonly string[],
  { framework, settings }: { readonly framework: TestFramework | null; readonly settings: EditTestOptions },
): ScriptSettings {
  const isPaper = settings.flow === 'codemonkeys'
  const language = isPaper ? 'python' : mainLanguage(paths, framework)
  const languages = isPaper ? [language] : languagesOf(paths, language)
  const lines = languages.map((name) => `  - ${name}: ${howItRuns[name]}`)
  return {
    language,
    languages,
    rules: prompt('script-rules', {
      seconds: String(settings.scriptTimeoutMs / 1_000),
      languages: lines.join('\n'),
    }),
    form: prompt(languages.length === 1 ? 'script-form' : 'script-form-languages', { language }),
  }
}

const howItRuns: Readonly<Record<ScriptLanguage, string>> = {
  python:
    "run by the checkout's own environment where it has one, else by `python`; the root, and `src` where there is one, are in PYTHONPATH, also for programs that it starts",
  javascript:
    'run by `node` as a file in the root, beside package.json; it is an ES module unless it uses `require`',
  typescript:
    "run as a file in the root, beside package.json, by the project's tsx, ts-node or vite-node, else by node with its types stripped",
  go: 'built and run as a `package main` in a folder of its own inside the module, so that it can import the packages of the module',
  java: "one file with a class `Reproduce` that has a `main`, run by `java` with the project's compiled classes on its class path",
  rust: 'run by `cargo run --example`, as an example of the crate in the root, so that it can use what the crate makes public',
  shell: 'run by `bash`; it may call whatever the project is built and run with',
}

const extensions: Readonly<Record<ScriptLanguage, readonly string[]>> = {
  python: ['py'],
  javascript: ['js', 'mjs', 'cjs', 'jsx'],
  typescript: ['ts', 'mts', 'cts', 'tsx'],
  go: ['go'],
  java: ['java'],
  rust: ['rs'],
  // Scripts cannot be written in the others: a shell script runs them.
  shell: ['sh', 'rb', 'php', 'c', 'cc', 'cpp', 'h', 'hpp', 'cs', 'kt', 'swift', 'scala', 'lua', 'pl'],
}

const ofFramework: Readonly<Partial<Record<TestFramework, readonly ScriptLanguage[]>>> = {
  pytest: ['python'],
  unittest: ['python'],
  tox: ['python'],
  'node-test': ['javascript', 'typescript'],
  vitest: ['javascript', 'typescript'],
  jest: ['javascript', 'typescript'],
  npm: ['javascript', 'typescript'],
  go: ['go'],
  cargo: ['rust'],
}

/** The language that most code files are written in, among those that the test command speaks for. */
export function mainLanguage(paths: readonly string[], framework: TestFramework | null): ScriptLanguage {
  const counts = countLanguages(paths)
  const candidates = (framework === null ? undefined : ofFramework[framework]) ?? [...counts.keys()]
  const [best = 'python'] = candidates.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  return best
}

/** The main one, those of other code files, most of them first, and the shell, which can start anything. */
function languagesOf(paths: readonly string[], main: ScriptLanguage): readonly ScriptLanguage[] {
  const counts = [...countLanguages(paths)].sort(([, a], [, b]) => b - a).map(([name]) => name)
  return [...new Set<ScriptLanguage>([main, ...counts, 'shell'])]
}

/** In the order of the languages' names in the schema, so that equals come out alike. */
function countLanguages(paths: readonly string[]): ReadonlyMap<ScriptLanguage, number> {
  const endings = paths.map((path) => path.slice(path.lastIndexOf('.') + 1))
  const counts = scriptLanguageSchema.options.map(
    (language) =>
      [language, endings.filter((ending) => extensions[language].includes(ending)).length] as const,
  )
  return new Map(counts.filter(([, count]) => count > 0))
}
