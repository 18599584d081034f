import { gitBlobId } from '../../std/index.ts'
import type { WriteHunks } from './text-hunks.ts'
import type { FileChange, TreeFile } from './tree-file.ts'

/** One file's part of a git diff, for text (UTF-8); null when `writeHunks` leaves it to git. */
export function renderTextPatch(change: FileChange, writeHunks: WriteHunks): string | null {
  const before = change.before?.content ?? nothing
  const after = change.after?.content ?? nothing
  if (before.equals(after)) return renderHeader(change)
  const hunks = writeHunks(before, after)
  if (hunks === null) return null
  const name = (file: TreeFile | null, side: string): string =>
    file === null ? '/dev/null' : markSpace(quotePath(`${side}/${change.path}`))
  return `${renderHeader(change)}--- ${name(change.before, 'a')}\n+++ ${name(change.after, 'b')}\n${hunks}`
}

/** The lines before the content: names, modes and blob ids, everything up to and with `index`. */
export function renderHeader({ path, before, after }: FileChange): string {
  const names = `diff --git ${quotePath(`a/${path}`)} ${quotePath(`b/${path}`)}\n`
  const ids = `${before === null ? noId : gitBlobId(before.content)}..${after === null ? noId : gitBlobId(after.content)}`
  if (before === null) return `${names}new file mode ${after?.mode}\nindex ${ids}\n`
  if (after === null) return `${names}deleted file mode ${before.mode}\nindex ${ids}\n`
  if (before.mode === after.mode) return `${names}index ${ids} ${before.mode}\n`
  const modes = `${names}old mode ${before.mode}\nnew mode ${after.mode}\n`
  return before.content.equals(after.content) ? modes : `${modes}index ${ids}\n`
}

const noId = '0'.repeat(40)
const nothing = Buffer.alloc(0)

/** A tab ends a name with spaces, so that what follows cannot be taken for a part of it. */
function markSpace(name: string): string {
  return name.includes(' ') ? `${name}\t` : name
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  '\\': '\\',
}

/** A path (byte string) as git writes it: in quotes with escapes when a byte is unusual. */
function quotePath(path: string): string {
  const escaped = path.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
    /[\x00-\x1f"\\\x7f-\xff]/g,
    (char) => `\\${escapes[char] ?? char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return escaped === path ? path : `"${escaped}"`
}
