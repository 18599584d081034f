/** Numbers for strings, so that what is known of many files stays small. Numbers mean nothing outside one process. */
export interface Vocabulary {
  readonly intern: (text: string) => number
  /** Undefined for a text that no file holds. */
  readonly find: (text: string) => number | undefined
  readonly textOf: (id: number) => string
}

export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>()
  const texts: string[] = []
  return {
    intern: (text) => {
      const known = ids.get(text)
      if (known !== undefined) return known
      ids.set(text, texts.length)
      return texts.push(text) - 1
    },
    find: (text) => ids.get(text),
    textOf: (id) => texts[id] ?? '',
  }
}
