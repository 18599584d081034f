import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CapuchinError } from '../../std/index.ts'

export interface FoundPython {
  /** The interpreter, every link followed. */
  readonly path: string
  /** The folder that holds its standard library, to be shown to a sandbox. */
  readonly root: string
}

/**
 * An interpreter of a version (`major.minor`) on this machine: on the PATH, or installed by pyenv or uv.
 *
 * @throws CapuchinError `workspace/no-python`.
 */
export async function findPython(
  version: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundPython> {
  const home = env['HOME'] ?? ''
  const managed = [
    join(env['PYENV_ROOT'] ?? join(home, '.pyenv'), 'versions'),
    env['UV_PYTHON_INSTALL_DIR'] ?? join(home, '.local/share/uv/python'),
  ]
  const installed = await Promise.all(managed.map((folder) => installedUnder(folder, version)))
  const onPath = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))
  for (const folder of [...installed.flat(), ...onPath]) {
    const path = await realpath(join(folder, `python${version}`)).catch(() => null)
    // A shim of a version manager is a script that would look for its own configuration.
    if (path !== null && (await stat(path)).size > 4096) return { path, root: dirname(dirname(path)) }
  }
  throw new CapuchinError('workspace/no-python', `there is no Python ${version} on this machine`, {
    hint: `install it (pyenv install ${version}, or uv python install ${version}), or run in containers: --sandbox docker`,
  })
}

/** Folders of programs of every installation of a version, the newest first. */
async function installedUnder(folder: string, version: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  const pattern = new RegExp(`^(?:cpython-)?${version.replace('.', String.raw`\.`)}\\.(\\d+)`)
  return names
    .flatMap((name) => {
      const patch = pattern.exec(name)?.[1]
      return patch === undefined ? [] : [{ name, patch: Number(patch) }]
    })
    .toSorted((a, b) => b.patch - a.patch)
    .map(({ name }) => join(folder, name, 'bin'))
}
