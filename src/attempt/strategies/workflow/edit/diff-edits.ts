import { encodeText } from '../../../../edit/index.ts'
import type { Sandbox } from '../../../../sandbox/index.ts'
import { inFork } from '../../../evidence.ts'
import type { Edits } from '../spans/code-reader.ts'

/** Git diff of edits against the base that a sandbox holds; nothing of them stays in it. */
export function diffEdits(sandbox: Sandbox, edits: Edits): Promise<string> {
  return inFork(sandbox, async (fork) => {
    for (const [path, file] of edits) {
      const bytes = encodeText(file)
      if (bytes !== null) await fork.writeFile(path, bytes)
    }
    return fork.diff()
  })
}
