import { lstat, open, readdir, readlink, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { runProcess } from '../../std/index.ts'
import type { FoundPython } from './find-python.ts'

/** What scripts of the field call, besides what Python packages bring. */
const programs = (
  'arch b2sum base32 base64 basename bash cat chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir dirname du ' +
  'echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo ' +
  'mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm ' +
  'rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum ' +
  'sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink vdir wc who whoami yes [ ' +
  'awk bzip2 cmp diff egrep fgrep file find flock gawk getent git grep gunzip gzip hostname kill ldconfig ldd locale ' +
  'localedef make mawk more mount msgfmt nproc patch perl pgrep pkill ps rename sdiff sed setsid sh su tar top tput ' +
  'umount unzip which xargs xz zcat zip'
).split(' ')

const programFolders = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']

/** Shown where they are; nothing in them is readable by root alone. */
const folders = [
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/mime.types',
  '/etc/login.defs',
  '/etc/nsswitch.conf',
  '/etc/pam.d',
  '/etc/protocols',
  '/etc/security/limits.conf',
  '/etc/security/limits.d',
  '/etc/security/pam_env.conf',
  '/etc/services',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/terminfo',
  '/usr/lib/git-core',
  '/usr/lib/locale/C.utf8',
  '/usr/lib/ssl',
  '/usr/share/ca-certificates',
  '/usr/share/git-core',
  '/usr/share/i18n',
  '/usr/share/mime',
  '/usr/share/zoneinfo',
  '/lib/terminfo',
]

/**
 * Paths of this machine that a task's environment needs, every link on the way and every library of every program
 * included; folders stand for all they hold.
 */
export async function hostPathsFor(
  python: FoundPython,
  environment: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(programs.map(findProgram))
  const own = [...pythonPaths(python), ...(await loadedByName())]
  const paths = new Set<string>()
  for (const path of [...found.flat(), ...folders, ...own]) await addWithLinks(paths, path)
  const linked = ['/usr/lib/git-core', ...own, environment]
  for (const library of await librariesOf([...found.flat(), ...linked], { signal }))
    // What the environment brings itself is packed with it.
    if (!library.startsWith(`${environment}/`)) await addWithLinks(paths, library)
  return withoutNested(paths)
}

async function findProgram(name: string): Promise<readonly string[]> {
  const candidates = programFolders.map((folder) => join(folder, name))
  const present = await Promise.all(candidates.map((path) => exists(path)))
  return candidates.filter((_, index) => present[index])
}

/** The folder of an installation; of the system's own Python only what is its own. */
function pythonPaths({ path, root }: FoundPython): readonly string[] {
  if (root !== '/usr' && root !== '/' && root !== '/usr/local') return [root]
  const name = basename(path)
  return [path, ...['lib', 'include', 'local/lib'].map((folder) => join(root, folder, name))]
}

/** Libraries that no program names but that are loaded while it runs: who users and hosts are. */
async function loadedByName(): Promise<readonly string[]> {
  const found = await Promise.all(
    ['/usr/lib', '/usr/lib64'].map(async (folder) => {
      const within = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('-linux-gnu'))
      return [folder, ...within.map((name) => join(folder, name))]
    }),
  )
  const places = found.flat()
  // What `su` asks whether it may.
  const modules = await Promise.all(places.map((folder) => exists(join(folder, 'security/pam_unix.so'))))
  const names = await Promise.all(places.map((folder) => readdir(folder).catch(() => [])))
  return places.flatMap((folder, index) => [
    ...(modules[index] ? [join(folder, 'security')] : []),
    ...(names[index] ?? [])
      .filter((name) => /^lib(?:nss_|gcc_s|resolv|dl|pthread|util|rt)[\w.-]*\.so/.test(name))
      .map((name) => join(folder, name)),
  ])
}

/** All that `ldd` names for these files, and for the libraries and programs in these folders. */
async function librariesOf(
  files: readonly string[],
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<ReadonlySet<string>> {
  const run = async (script: string, args: readonly string[]): Promise<string> => {
    const { stdout } = await runProcess('bash', ['--noprofile', '--norc', '-c', script, 'pack', ...args], {
      maxBytes: 256 * 1024 ** 2,
      signal,
    })
    return new TextDecoder().decode(stdout)
  }
  const listed = await run(
    'find -L "$@" -type f \\( -name "*.so" -o -name "*.so.*" -o -perm -u+x \\) -printf "%D:%i %p\\0" 2>/dev/null; true',
    files,
  )
  // Many programs of git are one file under many names.
  const unique = new Map(
    listed.split('\0').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )
  const binaries = await filterAsync([...unique.values()], isElf)
  const said = await run('ldd "$@" 2>/dev/null; true', binaries)
  return new Set([...said.matchAll(/^\s+(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path = '']) => path))
}

async function filterAsync(
  paths: readonly string[],
  keep: (path: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const kept: string[] = []
  for (const path of paths) if (await keep(path)) kept.push(path)
  return kept
}

/** Scripts have no libraries, and asking costs a process each. */
async function isElf(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null)
  if (file === null) return false
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString('latin1') === '\u007fELF'
  } finally {
    await file.close()
  }
}

/** Adds what a path leads to, and every link on the way to it. */
async function addWithLinks(paths: Set<string>, path: string, depth = 0): Promise<void> {
  if (depth > 40) return
  const parts = path.split('/').filter((part) => part !== '')
  let at = '/'
  for (const [index, part] of parts.entries()) {
    at = join(at, part)
    const stats = await lstat(at).catch(() => null)
    if (stats === null) return
    if (!stats.isSymbolicLink()) continue
    paths.add(at)
    const target = resolve(dirname(at), await readlink(at))
    return addWithLinks(paths, join(target, ...parts.slice(index + 1)), depth + 1)
  }
  paths.add(at)
}

/** What lies in a folder of the set goes with it. */
function withoutNested(paths: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    [...paths].filter((path) => {
      for (let folder = dirname(path); folder !== '/'; folder = dirname(folder))
        if (paths.has(folder)) return false
      return true
    }),
  )
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
