export interface MentionOptions {
  /** Files that could be added: tracked, and not in the conversation yet. */
  readonly addable: readonly string[]
  /** Files that are in the conversation already. */
  readonly chatFiles: readonly string[]
}

/**
 * Files of the repository that a text names: by their whole path, with either kind of slash and with spaces in it, or
 * by a file name that is unmistakable. In the order in which they are named.
 */
export function findMentions(text: string, { addable, chatFiles }: MentionOptions): readonly string[] {
  const words = new Set(text.split(/\s+/).flatMap(cleanWord))
  // `./run.sh` is that very file in the root, not any file of that name.
  const whole = new Set([...words].map((word) => word.replace(/^(?:\.\/)+/, '')))
  const named = new Set(
    addable.filter((path) =>
      isPlainWord(path)
        ? isQuoted(text, path)
        : whole.has(path) || (path.includes(' ') && standsIn(text, path)),
    ),
  )
  const inChat = new Set(chatFiles.map(nameOf))
  for (const [name, paths] of byName(addable)) {
    const [only] = paths
    if (only !== undefined && paths.length === 1 && words.has(name) && !inChat.has(name)) named.add(only)
  }
  return addable
    .filter((path) => named.has(path))
    .map((path) => ({ path, at: placeOf(text, path) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ path }) => path)
}

/** Where a text names a file first; by its name, or in other slashes, where not by its path. */
function placeOf(text: string, path: string): number {
  const whole = text.indexOf(path)
  const name = text.indexOf(nameOf(path))
  return whole >= 0 ? whole : name >= 0 ? name : text.length
}

/**
 * The rules of version 0.35: no spaces in paths, forward slashes only, and the name of a file that is in the
 * conversation may stand for another.
 */
export function findMentionsV035(text: string, { addable }: MentionOptions): readonly string[] {
  const words = new Set(
    text.split(/\s+/).map((word) => word.replace(/[,.!;:?]+$/, '').replaceAll(/^["'`]+|["'`]+$/g, '')),
  )
  const named = new Set(addable.filter((path) => words.has(path)))
  for (const [name, paths] of byName(addable)) {
    const [only] = paths
    if (only !== undefined && paths.length === 1 && words.has(name)) named.add(only)
  }
  return addable.filter((path) => named.has(path))
}

/** A word without its punctuation and quotes, and as it is: a path may end in a dot or begin with an underscore. */
function cleanWord(word: string): readonly string[] {
  const unpunctuated = word.replace(/[,.!;:?]+$/, '')
  const bare = unpunctuated.replaceAll(/^["'`*_([<]+|["'`*_)\]>]+$/g, '').replace(/[,.!;:?]+$/, '')
  // `__init__.py` loses its underscores when they are taken for emphasis.
  const quoted = unpunctuated.replaceAll(/^["'`*([<]+|["'`*)\]>]+$/g, '').replace(/[,.!;:?]+$/, '')
  const location = quoted.replace(/:\d+(?::\d+)?$/, '')
  return [unpunctuated, bare, quoted, location].map((path) => path.replaceAll('\\', '/'))
}

/** A file in the root whose name may be a word like any other: `Makefile`, `pylintrc`. */
function isPlainWord(path: string): boolean {
  return !/[^\p{L}\p{N}]/u.test(path)
}

/** Whether a word stands in quotes, as a path, or on a line of its own. */
function isQuoted(text: string, word: string): boolean {
  return new RegExp(`^\\s*${word}\\s*$|[\`'"]${word}[\`'"]|\\./${word}\\b`, 'mu').test(text)
}

/** Whether a path with spaces stands in a text on its own. */
function standsIn(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text.slice(at + path.length, at + path.length + 2)
    if (/[\s"'`*_(<[]/.test(before) && /^(?:$|[\s"'`*_)>\],;:!?]|\.(?:$|\s))/.test(after)) return true
  }
  return false
}

/** Names that cannot be plain words, with the files that bear them. */
function byName(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const path of paths) {
    const name = nameOf(path)
    if (!/[./\\_-]/.test(name)) continue
    const known = names.get(name)
    if (known) known.push(path)
    else names.set(name, [path])
  }
  return names
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
