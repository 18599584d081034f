import type { Sandbox } from '../../../../sandbox/index.ts'
import { hasCode } from '../../../../std/index.ts'
import { createEditor, type Editor } from './editor.ts'

/** Where actions have their effect. The sandbox is the caller's. */
export interface Place {
  readonly sandbox: Sandbox
  readonly editor: Editor
}

export function openPlace(sandbox: Sandbox): Place {
  return { sandbox, editor: createEditor(sandbox) }
}

/** Null where the files cannot be read, or hold more than fits into a diff. @throws CapuchinError `sandbox/*`. */
export async function diffOfPlace({ sandbox }: Pick<Place, 'sandbox'>): Promise<string | null> {
  try {
    return await sandbox.diff()
  } catch (error) {
    if (hasCode(error, 'sandbox/diff') || hasCode(error, 'sandbox/diff-too-large')) return null
    throw error
  }
}
