import type { Edit } from '../edit.ts'
import type { HunkLine } from '../hunk/hunk.ts'
import { toLines } from '../text-file.ts'

/** An edit as a patch that parses back to it. It needs no fence. */
export function renderPatch(edit: Edit): string {
  return `*** Begin Patch\n${renderAction(edit)}*** End Patch\n`
}

function renderAction({ path, action, hunk, readings: [{ search, replace }] }: Edit): string {
  if (action?.kind === 'delete') return `*** Delete File: ${path}\n`
  if (action?.kind === 'move') return `*** Update File: ${path}\n*** Move to: ${action.to}\n`
  if (action?.kind === 'create')
    return `*** Add File: ${path}\n${toLines(replace)
      .map((text) => `+${text}\n`)
      .join('')}`
  const lines: readonly HunkLine[] = hunk?.lines ?? [
    ...toLines(search ?? '').map((text) => ({ mark: '-', text }) as const),
    ...toLines(replace).map((text) => ({ mark: '+', text }) as const),
  ]
  const scopes = hunk?.scopes ?? []
  const heads = scopes.length === 0 ? '@@\n' : scopes.map((scope) => `@@ ${scope}\n`).join('')
  const end = hunk?.atEnd === true ? '*** End of File\n' : ''
  return `*** Update File: ${path}\n${heads}${lines.map(({ mark, text }) => `${mark}${text}\n`).join('')}${end}`
}
