import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { createLocalProvider } from '../local/provider.ts'
import type { OpenOptions, Sandbox, SandboxProvider } from '../sandbox.ts'
import { git } from './fixture.contract.ts'

/** Projects and local sandboxes of them, for the tests of one file; all are gone after the last test. */
export interface LocalSandboxes {
  /** Folder of a new git repository with these files, none of them committed. */
  makeProject(files: Readonly<Record<string, string>>): string
  /** Opens a sandbox of a project. */
  open(path: string, options?: OpenOptions): Promise<Sandbox>
}

/** To be called where a test file begins. Its tests skip, loudly, where no local sandbox can be made. */
export function useLocalSandboxes(): LocalSandboxes {
  let temp: TempDir
  let provider: SandboxProvider
  let projects = 0
  beforeAll(async () => {
    temp = await createTempDir()
    provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  })
  beforeEach(async (context) => {
    const { available, detail } = await provider.describe()
    if (!available) context.skip(`no local sandbox: ${detail}`)
  })
  afterAll(async () => {
    await provider.dispose()
    await temp[Symbol.asyncDispose]()
  })
  return {
    makeProject: (files) => {
      projects += 1
      const path = join(temp.path, `project-${projects}`)
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true })
        writeFileSync(join(path, name), text)
      }
      git(path, 'init', '-q')
      return path
    },
    open: (path, options) => provider.open({ from: 'checkout', path }, options),
  }
}
