import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { CapuchinError, killProcessGroup } from '../../std/index.ts'
import { plainBash, toolEnv } from '../patch/tools.ts'

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

export interface HolderOptions {
  readonly lower: string
  /** Of everything written. */
  readonly bytes: number
  /** Archive of an earlier upper layer to begin with. */
  readonly upperArchive: string | null
  /** Who the processes inside are. */
  readonly owner: { readonly uid: number; readonly gid: number }
  /** Folders that the owner could not reach by path, shown to it at `roots/N` of the stage. */
  readonly stagedRoots: readonly string[]
  /** Folders below the lower one, relative, that must be there to be mounted over. */
  readonly hidden: readonly string[]
}

/** Where the stage lies in the holder's namespace: a folder that always exists, is reachable by everyone and not needed there. */
export const stage = '/sys'

export async function startHolder(options: HolderOptions): Promise<Holder> {
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
  const dispose = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      killProcessGroup(child.pid)
    await closed
  }
  await waitUntilReady(child, closed)
  const { pid } = child
  if (pid === undefined) throw new CapuchinError('sandbox/mount', 'unshare has no process id')
  return {
    pid,
    inUserNamespace,
    stagePath: (name) => join(`/proc/${pid}/root${stage}`, name),
    [Symbol.asyncDispose]: dispose,
  }
}

/** Arguments: bytes, lower folder, owner, archive, mount options, then the hidden folders, `--`, and the folders to stage. */
const script = `
set -e
mount -t tmpfs -o "size=$1,nr_inodes=2m,mode=0755" capuchin ${stage}
cd ${stage}
mkdir upper work merged tmp shm run home io roots
chmod 1777 tmp shm
chmod --reference="$2" upper
owner_flag=--no-same-owner
if [ "$3" != 0:0 ]; then chown "$3" upper run home tmp shm; owner_flag=--same-owner; fi
if [ -n "$4" ]; then tar -C upper --xattrs --xattrs-include='*.overlay.opaque' --numeric-owner $owner_flag -xpf "$4"; fi
lower=$2
case $lower in
  *[:,\\\\\\"\\ ]*) mkdir lower; mount --bind "$lower" lower; lower=lower ;;
esac
mount -t overlay -o "$5,lowerdir=$lower,upperdir=upper,workdir=work" capuchin merged
shift 5
while [ "$1" != -- ]; do
  if [ -L "merged/$1" ] || [ ! -d "merged/$1" ]; then rm -f "merged/$1"; mkdir -p "merged/$1"; fi
  shift
done
shift
count=0
for root in "$@"; do
  if [ -d "$root" ]; then mkdir "roots/$count"; else : > "roots/$count"; fi
  mount --rbind "$root" "roots/$count"
  count=$((count + 1))
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
    options.upperArchive ?? '',
    mountOptions,
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
