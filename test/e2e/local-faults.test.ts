import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { runGit } from '../../src/git/index.ts'
import { createLocalProvider } from '../../src/sandbox/index.ts'
import { createTempDir, type TempDir } from '../../src/std/index.ts'
import { faultsContract, type FaultySurroundings } from '../../src/evaluation/run/faults.contract.ts'

let temp: TempDir | null = null
afterAll(() => temp?.[Symbol.asyncDispose]())

faultsContract({ create })

async function create(): Promise<FaultySurroundings | { readonly skip: string }> {
  temp ??= await createTempDir('capuchin-faults-')
  const stateDir = join(temp.path, 'state')
  await using probe = createLocalProvider({ stateDir })
  const { available, detail } = await probe.describe()
  if (!available) return { skip: `no local sandbox: ${detail}` }
  const path = join(temp.path, 'task')
  await layProject(join(path, 'testbed'))
  return {
    openPlaces: (limits) => {
      const provider = createLocalProvider({ stateDir })
      return Promise.resolve({
        kind: 'local',
        prepare: () =>
          Promise.resolve({
            fingerprint: path,
            open: ({ signal } = {}) =>
              provider.open(
                { from: 'checkout', path },
                { mounts: { '/testbed': 'testbed' }, limits, signal },
              ),
            release: () => Promise.resolve(),
          }),
        [Symbol.asyncDispose]: () => provider.dispose(),
      })
    },
    leftovers: () => readdir(join(stateDir, 'live')).catch(() => []),
  }
}

async function layProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'a.txt'), 'a\n')
  const options = { cwd: folder }
  await runGit(['init', '--quiet', '.'], options)
  await runGit(['add', '.'], options)
  await runGit(
    ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--allow-empty', '-m', 'base'],
    options,
  )
}
