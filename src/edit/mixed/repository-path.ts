import type { Edit } from '../edit.ts'

/**
 * A text change of an absolute path, as error messages and other machines show it, moved to the file of the repository
 * that is the end of it: the text that it looks for has to be there. Other edits of absolute paths stay refused.
 */
export function toRepositoryPath(edit: Edit, isFile: (path: string) => boolean): Edit {
  if (!edit.path.startsWith('/') || edit.action !== undefined) return edit
  if (edit.readings.some(({ search }) => search === null || search.trim() === '')) return edit
  const segments = edit.path.split('/').slice(1)
  const path = segments.map((_, at) => segments.slice(at).join('/')).find(isFile)
  if (path === undefined) return edit
  const note = `${edit.path} taken for ${path}`
  return { ...edit, path, note: edit.note === undefined ? note : `${edit.note}; ${note}` }
}
