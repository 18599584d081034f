import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listFolder } from './index.ts'

let root: string
const write = (path: string, content = ''): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folder-'))
  for (const path of [
    'a.py',
    'sub/b.py',
    'sub/out/c.py',
    'node_modules/p/d.js',
    'name\n"x".py',
    'other/e.py',
  ])
    write(path)
  symlinkSync('..', join(root, 'sub/loop'))
  execFileSync('git', ['init', '-q'], { cwd: join(root, 'other') })
  write('sub/.gitignore', 'out\n')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

describe('listFolder', () => {
  it('lists what git would, and leaves no trace', async () => {
    const { paths, whole } = await listFolder(root)
    expect(paths.filter((path) => path !== 'sub/loop')).toEqual([
      'a.py',
      'name\n"x".py',
      'sub/.gitignore',
      'sub/b.py',
    ])
    expect(whole).toBe(true)
    expect(readdirSync(root)).not.toContain('.git')
  })

  it('walks where there is no git', async () => {
    vi.stubEnv('PATH', '/nowhere')
    const { paths } = await listFolder(root)
    expect(paths).toEqual(['a.py', 'name\n"x".py', 'sub/.gitignore', 'sub/b.py', 'sub/out/c.py'])
  })

  it.each(['/nowhere', process.env['PATH'] ?? ''])('stops at a limit and says so (PATH %#)', async (path) => {
    vi.stubEnv('PATH', path)
    const { paths, whole } = await listFolder(root, { limit: 2 })
    expect({ paths, whole }).toEqual({ paths: ['a.py', 'name\n"x".py'], whole: false })
  })
})
