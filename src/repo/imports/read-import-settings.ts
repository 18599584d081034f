import type { FileTree } from '../../domain/index.ts'
import type { ImportSettings } from './import-settings.ts'
import { readPackages } from './package-manifest.ts'
import { readScriptConfigs } from './script-config.ts'

/** Paths whose contents the settings depend on; files that these extend may be others. */
export function importSettingPaths(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => /(?:^|\/)(?:tsconfig|jsconfig|package)\.json$/.test(path))
    .filter((path) => !/(?:^|\/)node_modules\//.test(path))
    .slice(0, maxFiles)
}

/** A file that is huge, no JSON or not of the form costs what it would have said, and nothing else. */
export async function readImportSettings(
  tree: Pick<FileTree, 'read'>,
  paths: readonly string[],
): Promise<ImportSettings> {
  const found = importSettingPaths(paths)
  const texts = new Map<string, string | null>()
  const read = async (path: string): Promise<string | null> => {
    const known = texts.get(path)
    if (known !== undefined) return known
    const bytes = await tree.read(path)
    const text = bytes && bytes.byteLength <= maxBytes ? new TextDecoder().decode(bytes) : null
    texts.set(path, text)
    return text
  }
  return {
    configs: await readScriptConfigs(
      found.filter((path) => !path.endsWith('package.json')),
      read,
    ),
    packages: await readPackages(
      found.filter((path) => path.endsWith('package.json')),
      read,
    ),
  }
}

const maxFiles = 2000
const maxBytes = 512 * 1024
