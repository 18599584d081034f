import type { Import } from '../tags/file-tags.ts'
import { noImportSettings, type ImportSettings } from './import-settings.ts'
import { createPythonResolver } from './python-modules.ts'
import { createScriptResolver } from './script-modules.ts'

/** Files of a tree that an import means; none where it means nothing in the tree. */
export type ImportResolver = (from: string, imported: Import) => readonly ResolvedImport[]

export interface ResolvedImport {
  readonly path: string
  /** The name that is taken from the file; null for the file as a whole. */
  readonly name: string | null
}

/**
 * Knows Python's packages, and JavaScript's and TypeScript's modules by what the settings say of them. Pure: the same
 * paths and settings give the same answers.
 */
export function createImportResolver(
  { paths }: { readonly paths: readonly string[] },
  settings: ImportSettings = noImportSettings,
): ImportResolver {
  const python = createPythonResolver(paths)
  const script = createScriptResolver(paths, settings)
  return (from, imported) => {
    if (/\.pyi?$/.test(from)) return python(from, imported)
    return /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(from) ? script(from, imported) : []
  }
}
