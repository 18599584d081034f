import type { FileChange } from '../patch/tree-file.ts'
import type { ShellFiles } from '../shell/shell-sandbox.ts'
import type { Holder } from './holder.ts'

/** The writable copy of a checkout that a sandbox works in. */
export interface Workspace extends AsyncDisposable {
  /** Whose namespace it is mounted in; null when it is a plain folder of the host. */
  readonly holder: Holder | null
  /** Host folder that holds the files; null when only the holder sees them. */
  readonly files: string | null
  /** Host folder for input files, which the inside sees read-only. */
  readonly inputs: string
  /** Bytes still free within the disk limit; null when unknown. */
  readonly freeBytes: () => Promise<number | null>
  /** What differs from the base; ignored files may be left out already. */
  changes(inside: ShellFiles['internal']): Promise<readonly FileChange[]>
  /** Writes what differs to an archive that a later workspace can begin with. */
  save(archive: string, inside: ShellFiles['internal']): Promise<void>
}
