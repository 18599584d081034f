import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Folders of packages that were installed for the Pythons in these folders of the host, wherever links lead to. */
export function packageFolders(folders: readonly string[]): readonly string[] {
  const prefixes = folders.flatMap((folder) => [
    folder,
    join(folder, 'local'),
    // As pyenv and its like keep many.
    ...list(join(folder, 'versions')).map((name) => join(folder, 'versions', name)),
  ])
  const found = prefixes.flatMap((prefix) =>
    ['lib', 'lib64'].flatMap((lib) =>
      list(join(prefix, lib))
        .filter((name) => name.startsWith('python'))
        .flatMap((name) =>
          ['site-packages', 'dist-packages'].map((packages) => join(prefix, lib, name, packages)),
        ),
    ),
  )
  return [...new Set(found.flatMap(realFolder))]
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function realFolder(path: string): readonly string[] {
  try {
    return statSync(path).isDirectory() ? [realpathSync(path)] : []
  } catch {
    return []
  }
}
