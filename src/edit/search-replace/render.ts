import type { Edit } from '../edit.ts'
import { closingFence } from '../fence.ts'

/** An edit as a block that parses back to it, the path above the fence. */
export function renderBlock(edit: Edit, options: { readonly fence?: string } = {}): string {
  const fence = options.fence ?? '```'
  return `${edit.path}\n${fence}\n${markers(edit)}${closingFence(fence)}\n`
}

/** The same with the path inside the fence. */
export function renderFencedBlock(edit: Edit, options: { readonly fence?: string } = {}): string {
  const fence = options.fence ?? '```'
  return `${fence}\n${edit.path}\n${markers(edit)}${closingFence(fence)}\n`
}

function markers({ readings: [{ search, replace }] }: Edit): string {
  return `<<<<<<< SEARCH\n${endLine(search ?? '')}=======\n${endLine(replace)}>>>>>>> REPLACE\n`
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
