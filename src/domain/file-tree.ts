/** Read access to the files of one state of a repository; paths are relative, with forward slashes. */
export interface FileTree {
  /** All tracked and untracked, not ignored, files, sorted. */
  list(): Promise<readonly string[]>
  /** Bytes of a file, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>
}

/** A tree held in memory: what tests, replays and previews of an edit use. */
export function createMemoryFileTree(files: ReadonlyMap<string, Uint8Array | string>): FileTree {
  const bytesOf = (content: Uint8Array | string): Uint8Array =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content
  return {
    list: () => Promise.resolve([...files.keys()].sort()),
    read: (path) => {
      const content = files.get(path)
      return Promise.resolve(content === undefined ? null : bytesOf(content))
    },
  }
}
