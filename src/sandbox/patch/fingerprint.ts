import { CapuchinError, runProcess, sha256 } from '../../std/index.ts'
import { quickState } from './quick-state.ts'
import { toolEnv } from './tools.ts'

/**
 * Hash over type, mode, size, both times and inode of every file of a folder, so that a change from outside is
 * seen. The content of `.git` is left out (commands that only read a repository refresh its index), and `hidden`
 * folders, relative to `root`, are too.
 *
 * @throws CapuchinError `sandbox/base-unreadable`.
 */
export type Fingerprint = (
  root: string,
  hidden: readonly string[],
  options?: { readonly signal?: AbortSignal | undefined },
) => Promise<string>

/** Remembers how every folder looked when it took its fingerprint, and takes it anew only where that has changed. */
export function createFingerprint(): Fingerprint {
  const seen = new Map<string, Seen>()
  return async (root, hidden, { signal } = {}) => {
    const key = [root, ...hidden].join('\0')
    const last = seen.get(key)
    // Before the listing: what changes between the two must not pass for seen.
    const quick = last?.quick === null ? null : await quickState(root, hidden, { signal })
    if (last && quick !== null && quick === last.quick) return last.fingerprint
    const output = await listStats(root, { hidden, kind: 'files', signal })
    const listing = sha256(output)
    const fingerprint =
      listing === last?.listing ? last.fingerprint : sha256(splitRecords(output).sort().join('\0'))
    seen.set(key, { quick, listing, fingerprint })
    return fingerprint
  }
}

interface Seen {
  readonly quick: string | null
  /** Hash of the listing in the order it came: sorting takes most of the time in large checkouts. */
  readonly listing: string
  readonly fingerprint: string
}

/**
 * Stat records by path (byte strings), folders included: equal records mean an untouched file, since ctime cannot be
 * set. Of a folder only the mode counts.
 */
export async function manifest(root: string, hidden: readonly string[] = []): Promise<Map<string, string>> {
  return parseManifest(await listStats(root, { hidden, kind: 'with folders' }))
}

/** Reads what `find` printed with `manifestArgs`. */
export function parseManifest(output: Buffer): Map<string, string> {
  return new Map(splitRecords(output).map((record) => splitRecord(record)))
}

/** Arguments of GNU find, run in a folder, that list its stat records. */
export function manifestArgs(hidden: readonly string[], kind: 'files' | 'with folders'): string[] {
  const prune = ['-name', '.git', ...hidden.flatMap((path) => ['-o', '-path', `./${escapePattern(path)}`])]
  const folders = kind === 'files' ? [] : ['-printf', 'd %m - - - - %P\\0']
  const files = ['(', '-links', '+1', '-printf', linkedFormat, '-o', '-printf', recordFormat, ')']
  const choose = ['!', '-type', 'd', ...files, '-o', '-type', 'd', ...folders]
  return ['.', '-mindepth', '1', '(', ...prune, ')', '-prune', '-o', '(', ...choose, ')']
}

const recordFormat = '%y %m %s %T@ %C@ %i %P\\0'
/** One more name for a file, in whichever folder, changes its ctime and nothing of it. */
const linkedFormat = '%y %m %s %T@ - %i %P\\0'

function splitRecords(output: Buffer): string[] {
  return output.toString('latin1').split('\0').slice(0, -1)
}

function splitRecord(record: string): [string, string] {
  let at = 0
  for (let field = 0; field < 6; field++) at = record.indexOf(' ', at) + 1
  return [record.slice(at), record.slice(0, at)]
}

interface Listing {
  readonly hidden: readonly string[]
  readonly kind: 'files' | 'with folders'
  readonly signal?: AbortSignal | undefined
}

async function listStats(root: string, { hidden, kind, signal }: Listing): Promise<Buffer> {
  const args = manifestArgs(hidden, kind)
  const result = await runProcess('find', args, {
    cwd: root,
    env: toolEnv,
    maxBytes: 2 * 1024 ** 3,
    signal,
  })
  if (result.exitCode > 1 || (result.exitCode === 1 && result.stdout.byteLength === 0)) {
    const said = Buffer.from(result.stderr).toString('utf8').trim().slice(0, 400)
    throw new CapuchinError('sandbox/base-unreadable', `cannot list the files of ${root}: ${said}`, {
      hint: 'GNU find is needed, and every folder of the checkout must be readable',
    })
  }
  return Buffer.from(result.stdout)
}

/** A path that `find` matches by itself alone. */
export function escapePattern(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)
}
