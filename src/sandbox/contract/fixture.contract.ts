import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../std/index.ts'

/** A small git repository with one commit and one of everything that edits stumble over. */
export function makeCheckout(path: string): void {
  for (const folder of ['src', 'lib/tree', 'again']) mkdirSync(join(path, folder), { recursive: true })
  const files = {
    'src/main.txt': 'one\ntwo\n',
    'src/keep.txt': 'keep\n',
    'src/latin1.txt': 'plain\n',
    'lib/keep.txt': 'keep\n',
    'lib/empty': '',
    'lib/tree/leaf': 'leaf\n',
    'lib/tree/twig': 'twig\n',
    'again/old': 'old\n',
    'file-to-folder': 'file\n',
    'moved.txt': 'moved\n',
    'binary.bin': 'a\0b',
    'run.sh': '#!/bin/sh\necho old\n',
    'tracked.log': 'tracked\n',
    '.gitignore': '*.log\n/build/\n',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  chmodSync(join(path, 'run.sh'), 0o755)
  symlinkSync('src', join(path, 'target-link'))
  git(path, 'init', '-q')
  git(path, 'add', '-f', '.')
  git(path, 'commit', '-qm', 'first')
}

/** Host git without the user's settings. */
export function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'safe.directory=*']
  const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', HOME: '/nonexistent' }
  return execFileSync('git', [...identity, ...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' })
}

/** One hash over names, types, modes, owners, times and contents of a tree. */
export function hashTree(path: string): string {
  const script =
    "find . -printf '%p %y %m %U %s %T@ %l\\n' | LC_ALL=C sort; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum"
  return sha256(execFileSync('bash', ['--noprofile', '--norc', '-c', script], { cwd: path, maxBuffer: 1e9 }))
}

/** How many processes of this machine carry this name. */
export function processesNamed(mark: string): number {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').startsWith(mark)
    } catch {
      return false
    }
  }).length
}

export function chownTree(path: string, uid: number): void {
  execFileSync('chown', ['-R', '-h', `${uid}:${uid}`, path])
  chownSync(path, uid, uid)
}

export function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}
