/** What a path says its file is about, with all that says "test" taken away. Words are lower-case, without plural. */
export interface PathSubject {
  /** Of the file's name; of its folder where the name says nothing, as that of `__init__.py` or `tests.py`. */
  readonly own: ReadonlySet<string>
  /** Of the whole path, with how near the end they stand: 1 for the last part, less for each before it. */
  readonly all: ReadonlyMap<string, number>
  /** Whether the name itself is that of a test, not only its folder's. */
  readonly isNamedTest: boolean
}

export function subjectOf(path: string): PathSubject {
  const parts = path.split('/')
  const file = parts.pop() ?? ''
  const bare = stripEndings(file)
  const name = stripTest(bare)
  const own = emptyNames.has(name.toLowerCase()) ? [] : wordsOf(name)
  const folders = parts.map((part) => (plainFolders.has(part.toLowerCase()) ? [] : wordsOf(stripTest(part))))
  const levels = [...folders, own].filter((words) => words.length > 0)
  const all = new Map<string, number>()
  for (const [at, words] of levels.entries())
    for (const word of words) all.set(word, 0.7 ** (levels.length - 1 - at))
  return { own: new Set(levels.at(-1)), all, isNamedTest: name !== bare || testNames.has(bare.toLowerCase()) }
}

/** How alike two words are, from 0 to 1: `query` and `queries`, `delete` and `deletion` mean the same more often than not. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const longer = Math.max(a.length, b.length)
  return same >= 4 && same >= longer * 0.5 ? 0.5 + (0.3 * same) / longer : 0
}

function stripEndings(file: string): string {
  return file.replace(/(\.(?:test|spec|d))?(?:\.[a-z0-9]+)$/i, (_, kind?: string) =>
    kind !== undefined && kind !== '.d' ? '_test' : '',
  )
}

/** `test_x`, `x_test`, `TestX`, `XTests`, `x_spec`, `x-test`: x. */
function stripTest(name: string): string {
  const stripped = name
    .replace(/^(?:tests?|spec)[_-](?=.)/i, '')
    .replace(/(?<=.)[_-](?:tests?|specs?|unittest)$/i, '')
    .replace(/^Tests?(?=[A-Z])/, '')
    .replace(/(?<=[a-z0-9])(?:Tests?|TestCase|Specs?|IT)$/, '')
  return testNames.has(stripped.toLowerCase()) ? '' : stripped
}

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^tests?$/.test(word))
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word))
}

const testNames: ReadonlySet<string> = new Set(['test', 'tests', 'spec', 'specs', 'testing'])
const emptyNames: ReadonlySet<string> = new Set(['', '__init__', 'index', 'mod', 'main', '__main__', 'lib'])
/** Folders that say how a tree is laid out, not what lies in it. */
const plainFolders: ReadonlySet<string> = new Set(
  '__tests__ src lib libs main java kotlin scala python pkg internal packages unit units integration functional e2e app'.split(
    ' ',
  ),
)
