import { CapuchinError, runProcess, sha256 } from '../../std/index.ts'
import { toolEnv } from './tools.ts'

/**
 * Hash over type, mode, size, both times and inode of every file of a folder, so that a change from outside is
 * seen. The content of `.git` is left out (commands that only read a repository refresh its index), and `hidden`
 * folders, relative to `root`, are too.
 */
export async function fingerprint(
  root: string,
  hidden: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  return sha256((await statRecords(root, { hidden, kind: 'files', ...options })).sort().join('\0'))
}

/**
 * Stat records by path (byte strings), folders included: equal records mean an untouched file, since ctime cannot be
 * set. Of a folder only the mode counts.
 */
export async function manifest(root: string, hidden: readonly string[] = []): Promise<Map<string, string>> {
  const records = await statRecords(root, { hidden, kind: 'with folders' })
  return toManifest(records)
}

/** Reads what `find` printed with `manifestArgs`. */
export function parseManifest(output: Buffer): Map<string, string> {
  return toManifest(splitRecords(output))
}

/** Arguments of GNU find, run in a folder, that list its stat records. */
export function manifestArgs(hidden: readonly string[], kind: 'files' | 'with folders'): string[] {
  const prune = ['-name', '.git', ...hidden.flatMap((path) => ['-o', '-path', `./${escapePattern(path)}`])]
  const folders = kind === 'files' ? [] : ['-printf', 'd %m - - - - %P\\0']
  const choose = ['!', '-type', 'd', '-printf', recordFormat, '-o', '-type', 'd', ...folders]
  return ['.', '-mindepth', '1', '(', ...prune, ')', '-prune', '-o', '(', ...choose, ')']
}

function toManifest(records: readonly string[]): Map<string, string> {
  return new Map(records.map((record) => splitRecord(record)))
}

const recordFormat = '%y %m %s %T@ %C@ %i %P\\0'

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

async function statRecords(root: string, { hidden, kind, signal }: Listing): Promise<string[]> {
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
  return splitRecords(Buffer.from(result.stdout))
}

/** A path that `find` matches by itself alone. */
export function escapePattern(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)
}
