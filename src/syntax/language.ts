/** File extension to grammar. A table: a language is added with a row here and a grammar in the wasm package. */
const extensionTable = {
  bash: ['sh', 'bash', 'bats'],
  'c-sharp': ['cs'],
  cpp: ['c', 'cc', 'cpp', 'cxx', 'h', 'hh', 'hpp', 'hxx'],
  css: ['css'],
  go: ['go'],
  ini: ['ini', 'cfg'],
  java: ['java'],
  javascript: ['js', 'mjs', 'cjs', 'jsx'],
  php: ['php'],
  powershell: ['ps1', 'psm1'],
  python: ['py', 'pyi'],
  ruby: ['rb', 'rake'],
  rust: ['rs'],
  tsx: ['tsx'],
  typescript: ['ts', 'mts', 'cts'],
} as const satisfies Record<string, readonly string[]>

/** A language whose grammar is installed, in the grammar's own spelling. */
export type SyntaxLanguage = keyof typeof extensionTable

/** The language of a path by its extension, or null when no grammar is known for it. */
export function languageOf(path: string): SyntaxLanguage | null {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase()
  if (extension === undefined) return null
  for (const language of syntaxLanguages)
    if ((extensionTable[language] as readonly string[]).includes(extension)) return language
  return null
}

// Object.keys widens to string; the table above is the whole list.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const syntaxLanguages = Object.keys(extensionTable) as readonly SyntaxLanguage[]
