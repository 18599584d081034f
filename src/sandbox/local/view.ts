import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { packageFolders } from './package-folders.ts'
import { findToolchainRoots, isInside, toolchainVariables } from './toolchain-roots.ts'

/** What a sandbox sees of the host, all of it read-only and at its own path. */
export interface View {
  readonly folders: readonly string[]
  readonly links: readonly { readonly at: string; readonly to: string }[]
  readonly files: readonly string[]
  /** Folders inside of these that are shown empty. */
  readonly emptied: readonly string[]
  /** Home inside: the host's path, but empty save for the toolchains in it. */
  readonly home: string
  /** The small fixed environment. */
  readonly env: Readonly<Record<string, string>>
}

export interface ViewQuery {
  readonly root: string
  readonly expose: readonly string[]
  readonly network: boolean
  /** Shows no packages of the host's Pythons. */
  readonly hidePackages: boolean
  readonly hostEnv: Readonly<Record<string, string | undefined>>
}

export function createView(query: ViewQuery): View {
  const home = homeFolder(query.hostEnv)
  const roots = findToolchainRoots({
    checkout: query.root,
    home,
    env: query.hostEnv,
    expose: query.expose,
  })
  const folders = ['/usr', ...roots]
  const links: { at: string; to: string }[] = []
  for (const at of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    const stats = lstatSync(at, { throwIfNoEntry: false })
    if (stats?.isSymbolicLink()) links.push({ at, to: readlinkSync(at) })
    else if (stats?.isDirectory()) folders.push(at)
  }
  const etc = [...etcEntries, ...javaSettings(), ...(query.network ? etcForNetwork : [])]
  return {
    folders,
    links,
    files: etc.map((name) => join('/etc', name)),
    emptied: query.hidePackages
      ? packageFolders(folders).filter((path) => folders.some((folder) => isInside(path, folder)))
      : [],
    home,
    env: fixedEnv(query, home, folders),
  }
}

/** What programs need of `/etc`; nothing in it is readable by root alone. */
const etcEntries = [
  'alternatives',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fonts',
  'group',
  'host.conf',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'locale.conf',
  'localtime',
  'magic',
  'maven',
  'mime.types',
  'networks',
  'nsswitch.conf',
  'os-release',
  'passwd',
  'perl',
  'pki/tls/certs',
  'protocols',
  'python3',
  'python3.11',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
]

/** Some distributions keep what a JVM cannot start without in a folder named after its version. */
function javaSettings(): readonly string[] {
  return readdirSync('/etc').filter((name) => /^java(-|$)/.test(name))
}

const etcForNetwork = ['resolv.conf', 'gai.conf']

function homeFolder(env: ViewQuery['hostEnv']): string {
  const home = env['HOME'] ?? homedir()
  return isAbsolute(home) && home !== '/' ? home : '/home/capuchin'
}

function fixedEnv(query: ViewQuery, home: string, folders: readonly string[]): Record<string, string> {
  const isVisible = (path: string): boolean =>
    isInside(path, query.root) ||
    /^\/(?:s?bin|lib)/.test(path) ||
    folders.some((folder) => isInside(path, folder))
  const path = (query.hostEnv['PATH'] ?? '')
    .split(':')
    .filter((entry) => isAbsolute(entry) && isVisible(entry))
  const standard = ['/usr/local/bin', '/usr/bin', '/bin'].filter((entry) => !path.includes(entry))
  const passed = [...toolchainVariables, 'VIRTUAL_ENV'].flatMap((name) => {
    const value = query.hostEnv[name]
    return value !== undefined && isVisible(value) ? [[name, value]] : []
  })
  return {
    PATH: [...path, ...standard].join(':'),
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    TMPDIR: '/tmp',
    SHELL: '/bin/bash',
    // The checkout may belong to another user than the one inside, which git would refuse.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    ...Object.fromEntries(passed),
  }
}
