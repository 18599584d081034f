import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { editReply } from '../../src/app/index.ts'
import { hasCode } from '../../src/std/index.ts'
import type { FuzzCase, FuzzedFormat } from './make-case.ts'

/** A checkout in a folder of its own, with things around it that no reply may change. */
export function openDisk() {
  const root = mkdtempSync(join(tmpdir(), 'edit-fuzz-'))
  const repo = join(root, 'repo')
  mkdirSync(repo)
  writeFileSync(join(root, 'up.py'), 'outside\n')
  execFileSync('git', ['init', '-q', repo])
  return {
    /** What was wrong with writing a reply, or null. */
    async judge(format: FuzzedFormat, { before }: FuzzCase, reply: string): Promise<string | null> {
      for (const name of readdirSync(repo)) if (name !== '.git') rmSync(join(repo, name), { recursive: true })
      for (const [path, { bytes }] of before) {
        mkdirSync(dirname(join(repo, path)), { recursive: true })
        writeFileSync(join(repo, path), bytes)
      }
      symlinkSync(root, join(repo, 'link'))
      const outside = snapshot(root, ['repo'])
      const git = snapshot(join(repo, '.git'), [])
      const inside = snapshot(repo, ['.git'])
      const outcome = await editReply({ repo, reply, format, allOrNothing: true, dryRun: false }).then(
        ({ result }) => result.outcome,
        (error: unknown) => {
          if (hasCode(error, 'git')) return 'none'
          throw error
        },
      )
      if (snapshot(root, ['repo']) !== outside || snapshot(join(repo, '.git'), []) !== git)
        return 'something outside of the checkout changed'
      return outcome === 'none' && snapshot(repo, ['.git']) !== inside
        ? 'files changed although nothing applied'
        : null
    },
    [Symbol.dispose](): void {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function snapshot(folder: string, except: readonly string[]): string {
  const all = readdirSync(folder, { withFileTypes: true, recursive: false }).filter(
    ({ name }) => !except.includes(name),
  )
  return all
    .map((entry) => {
      const path = join(folder, entry.name)
      if (entry.isSymbolicLink()) return `${path} -> ${readlinkSync(path)}`
      return entry.isDirectory() ? snapshot(path, []) : `${path}\n${readFileSync(path).toString('base64')}`
    })
    .sort()
    .join('\n')
}
