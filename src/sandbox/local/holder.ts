import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { abortReason, CapuchinError, killProcessGroup } from '../../std/index.ts'
import { plainBash, toolEnv } from '../patch/tools.ts'
import { holdProcess, type Preparable } from './spare.ts'

/**
 * A process that keeps a mount namespace alive, in which the sandbox's files are mounted and nothing else sees
 * them. It ends, and the mounts with it, when its input closes: also when this program is killed.
 */
export interface Holder extends AsyncDisposable {
  readonly pid: number
  /** The namespace is owned by a user namespace of an ordinary user. */
  readonly inUserNamespace: boolean
  /** Host path of something in the holder's stage. */
  stagePath(name: string): string
}

/** Where a holder's files come from. All of it is known before a sandbox is asked for. */
export interface HolderOptions {
  readonly lower: string
  /** Of everything written. */
  readonly bytes: number
  /** Who the processes inside are. */
  readonly owner: { readonly uid: number; readonly gid: number }
  /** Folders that the owner could not reach by path, shown to it at `roots/N` of the stage. */
  readonly stagedRoots: readonly string[]
  /** Folders below the lower one, relative, that must be there to be mounted over. */
  readonly hidden: readonly string[]
}

/** A holder whose view is not mounted yet. */
export interface PreparedHolder extends Preparable {
  /**
   * Mounts the view, over an archive of an earlier upper layer where one is given. Only once.
   *
   * @throws CapuchinError `sandbox/mount`; the holder is gone then.
   */
  mount(upperArchive: string | null, signal?: AbortSignal): Promise<Holder>
}

/** Where the stage lies in the holder's namespace: a folder that always exists, is reachable by everyone and not needed there. */
export const stage = '/sys'

export function prepareHolder(options: HolderOptions): PreparedHolder {
  const inUserNamespace = process.getuid?.() !== 0
  const userArgs = inUserNamespace ? ['--user', '--map-root-user'] : []
  const enter = ['unshare', '--mount', '--propagation', 'private', ...userArgs, '--']
  const command = [...enter, ...plainBash, '-c', script, 'capuchin', ...scriptArgs(options, inUserNamespace)]
  const child = spawn('env', command, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: toolEnv,
  })
  child.stdin.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const ready = waitUntilReady(child, closed)
  ready.catch(() => undefined)
  const alive = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  const dispose = async (): Promise<void> => {
    if (child.pid !== undefined && alive()) killProcessGroup(child.pid)
    await closed
  }
  return {
    alive,
    hold: (held) => holdProcess(child, held),
    mount: async (upperArchive, signal) => {
      const stop = (): void => void dispose()
      signal?.addEventListener('abort', stop, { once: true })
      child.stdin.write(`${upperArchive ?? ''}\0`)
      try {
        await ready
      } catch (error) {
        throw signal?.aborted ? abortReason(signal) : error
      } finally {
        signal?.removeEventListener('abort', stop)
      }
      const { pid } = child
      if (pid === undefined) throw new CapuchinError('sandbox/mount', 'unshare has no process id')
      return {
        pid,
        inUserNamespace,
        stagePath: (name) => join(`/proc/${pid}/root${stage}`, name),
        [Symbol.asyncDispose]: dispose,
      }
    },
    [Symbol.asyncDispose]: dispose,
  }
}

/**
 * Arguments: bytes, lower folder, owner, mount options, hidden folders, `--`, folders to stage. What needs no archive
 * is done before its name is read, with as few programs as can be: each costs a millisecond.
 */
const script = `
set -e
mount -t tmpfs -o "size=$1,nr_inodes=2m,mode=0755" capuchin ${stage}
cd ${stage}
umask 0
mkdir -m 1777 tmp shm
mkdir -m 755 work merged run home io roots
mkdir -m "$5" upper
umask 022
owner_flag=--no-same-owner
if [ "$3" != 0:0 ]; then chown "$3" upper run home tmp shm; owner_flag=--same-owner; fi
lower=$2
options=$4
case $lower in
  *[:,\\\\\\"\\ ]*) mkdir lower; mount --bind "$lower" lower; lower=lower ;;
esac
shift 5
hidden=()
while [ "$1" != -- ]; do hidden+=("$1"); shift; done
shift
count=0
for root in "$@"; do
  if [ -d "$root" ]; then mkdir "roots/$count"; else : > "roots/$count"; fi
  mount --rbind "$root" "roots/$count"
  count=$((count + 1))
done
IFS= read -r -d '' archive
if [ -n "$archive" ]; then tar -C upper --xattrs --xattrs-include='*.overlay.opaque' --numeric-owner $owner_flag -xpf "$archive"; fi
mount -t overlay -o "$options,lowerdir=$lower,upperdir=upper,workdir=work" capuchin merged
for folder in "\${hidden[@]}"; do
  if [ -L "merged/$folder" ] || [ ! -d "merged/$folder" ]; then rm -f "merged/$folder"; mkdir -p "merged/$folder"; fi
done
echo ready
read -r _ || :
`

function scriptArgs(options: HolderOptions, inUserNamespace: boolean): string[] {
  const owner = inUserNamespace ? '0:0' : `${options.owner.uid}:${options.owner.gid}`
  const mountOptions = inUserNamespace ? 'userxattr' : 'redirect_dir=off,metacopy=off,index=off,xino=off'
  return [
    String(options.bytes),
    options.lower,
    owner,
    mountOptions,
    (statSync(options.lower).mode & 0o7777).toString(8),
    ...options.hidden.map((path) => `./${path}`),
    '--',
    ...options.stagedRoots,
  ]
}

async function waitUntilReady(child: ReturnType<typeof spawn>, closed: Promise<void>): Promise<void> {
  let said = ''
  let failure: unknown = null
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  child.on('error', (error) => (failure = error))
  const ready = new Promise<true>((resolve) => child.stdout?.once('data', () => resolve(true)))
  if ((await Promise.race([ready, closed])) === true) return
  throw new CapuchinError(
    'sandbox/mount',
    `cannot mount a copy-on-write view: ${said.trim() || String(failure)}`,
    {
      cause: failure,
    },
  )
}
