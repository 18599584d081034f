import { devNull, stripPrefixes } from './header.ts'
import type { DiffSection } from './read-sections.ts'

/** What a diff does to one file. */
export interface FileSection extends Pick<DiffSection, 'line' | 'endLine' | 'hunks' | 'binary'> {
  /** Null where nothing says which file it is of. */
  readonly path: string | null
  readonly action: 'create' | 'delete' | null
  readonly moveTo: string | null
  readonly note: string | null
}

export interface Surroundings {
  readonly isFile: (path: string) => boolean
  /** The file that a diff without paths is of. */
  readonly inherited: string | null
}

/** Says which file a section is of. Of two names that differ, the one that exists counts; only `rename` lines rename. */
export function resolveSection(section: DiffSection, { isFile, inherited }: Surroundings): FileSection {
  const { line, endLine, hunks, binary } = section
  const [from, to] = stripPrefixes(section.from, section.to, isFile)
  const base = { line, endLine, hunks, binary, moveTo: null, note: null }
  if (section.renameFrom !== null && section.renameTo !== null) {
    const moved = section.renameTo === section.renameFrom ? null : section.renameTo
    return { ...base, path: section.renameFrom, action: null, moveTo: moved }
  }
  if (to === devNull || section.deleted)
    return { ...base, path: from === devNull ? inherited : from, action: 'delete' }
  if (from === devNull || section.created) return { ...base, path: to ?? from, action: 'create' }
  if (from === null || to === null) return { ...base, path: to ?? from ?? inherited, action: null }
  if (from === to || isFile(to) || !isFile(from)) return { ...base, path: to, action: null }
  return {
    ...base,
    path: from,
    action: null,
    note: `${to} does not exist and nothing says that the file moves; taken for ${from}`,
  }
}
