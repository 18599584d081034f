import type { Edit } from '../../edit.ts'

/** An edit as a block that parses back to it. */
export function renderStrictBlock({ path, readings: [{ search, replace }] }: Edit): string {
  return `<<<<< SEARCH ${path}\n${endLine(search ?? '')}==========\n${endLine(replace)}>>>>> REPLACE\n`
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
