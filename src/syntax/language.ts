interface LanguageRow {
  /** Lower case; a path's own case does not count. */
  readonly extensions: readonly string[]
  /** File names that stand for the language whatever their ending. */
  readonly names?: readonly string[]
  /** Path of the grammar's wasm, a package's name first. */
  readonly grammar: string
}

const microsoft = (name: string): string => `@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`
const repomix = (name: string): string => `@repomix/tree-sitter-wasms/out/tree-sitter-${name}.wasm`
const lumis = (name: string): string => `@lumis-sh/wasm-${name}/tree-sitter-${name}.wasm`

/** A language is added with a row here, its grammar, and a query where its tags are wanted. */
const languageTable = {
  bash: { extensions: ['sh', 'bash', 'bats', 'zsh', 'ksh'], grammar: microsoft('bash') },
  'c-sharp': { extensions: ['cs', 'csx'], grammar: microsoft('c-sharp') },
  c: { extensions: ['c'], grammar: repomix('c') },
  // Headers are of both languages: C++ reads nearly all of C, and not the other way round.
  cpp: {
    extensions: [
      'cc',
      'cpp',
      'cxx',
      'c++',
      'h',
      'hh',
      'hpp',
      'hxx',
      'h++',
      'inl',
      'ipp',
      'tpp',
      'cu',
      'cuh',
      'ino',
    ],
    grammar: microsoft('cpp'),
  },
  css: { extensions: ['css'], grammar: microsoft('css') },
  dart: { extensions: ['dart'], grammar: repomix('dart') },
  go: { extensions: ['go'], grammar: microsoft('go') },
  ini: { extensions: ['ini', 'cfg'], grammar: microsoft('ini') },
  java: { extensions: ['java'], grammar: microsoft('java') },
  javascript: { extensions: ['js', 'mjs', 'cjs', 'jsx'], grammar: microsoft('javascript') },
  kotlin: { extensions: ['kt', 'kts'], grammar: lumis('kotlin') },
  lua: { extensions: ['lua'], grammar: '@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm' },
  php: { extensions: ['php', 'phtml'], grammar: microsoft('php') },
  powershell: { extensions: ['ps1', 'psm1'], grammar: microsoft('powershell') },
  // Starlark, the language of Bazel's build files, is a part of Python.
  python: {
    extensions: ['py', 'pyi', 'pyw', 'bzl', 'star'],
    names: ['BUILD.bazel', 'SConscript', 'SConstruct', 'WORKSPACE', 'WORKSPACE.bazel', 'wscript'],
    grammar: microsoft('python'),
  },
  r: { extensions: ['r'], grammar: '@davisvaughan/tree-sitter-r/tree-sitter-r.wasm' },
  ruby: {
    extensions: ['rb', 'rake', 'gemspec', 'podspec', 'ru'],
    names: ['Brewfile', 'Fastfile', 'Gemfile', 'Guardfile', 'Podfile', 'Rakefile', 'Vagrantfile'],
    grammar: microsoft('ruby'),
  },
  rust: { extensions: ['rs'], grammar: microsoft('rust') },
  scala: { extensions: ['scala', 'sc', 'sbt'], grammar: lumis('scala') },
  solidity: { extensions: ['sol'], grammar: repomix('solidity') },
  swift: { extensions: ['swift'], grammar: repomix('swift') },
  tsx: { extensions: ['tsx'], grammar: microsoft('tsx') },
  typescript: { extensions: ['ts', 'mts', 'cts'], grammar: microsoft('typescript') },
  zig: { extensions: ['zig'], grammar: '@tree-sitter-grammars/tree-sitter-zig/tree-sitter-zig.wasm' },
} as const satisfies Record<string, LanguageRow>

/** A language whose grammar is installed. */
export type SyntaxLanguage = keyof typeof languageTable

/** The language of a path by its name or else its extension, or null when no grammar is known for it. */
export function languageOf(path: string): SyntaxLanguage | null {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const dot = name.lastIndexOf('.')
  const extension = dot < 0 ? null : name.slice(dot + 1).toLowerCase()
  return byName.get(name) ?? (extension === null ? null : (byExtension.get(extension) ?? null))
}

/** Path of the wasm, as a module is named. */
export function grammarOf(language: SyntaxLanguage): string {
  return languageTable[language].grammar
}

// Object.keys widens to string; the table above is the whole list.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const syntaxLanguages = Object.keys(languageTable) as readonly SyntaxLanguage[]

const rowOf = (language: SyntaxLanguage): LanguageRow => languageTable[language]
const byExtension = new Map(
  syntaxLanguages.flatMap((language) =>
    rowOf(language).extensions.map((extension) => [extension, language] as const),
  ),
)
const byName = new Map(
  syntaxLanguages.flatMap((language) =>
    (rowOf(language).names ?? []).map((name) => [name, language] as const),
  ),
)
