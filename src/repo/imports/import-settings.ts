import { z } from 'zod'

const modulePatternSchema = z.object({
  pattern: z.string(),
  targets: z.array(z.string()).readonly(),
})
const scriptConfigSchema = z.object({
  folder: z.string(),
  baseUrl: z.string().nullable(),
  paths: z.array(modulePatternSchema).readonly(),
})
const scriptPackageSchema = z.object({
  folder: z.string(),
  name: z.string().nullable(),
  exports: z.array(modulePatternSchema).readonly(),
  imports: z.array(modulePatternSchema).readonly(),
})
export const importSettingsSchema = z.object({
  configs: z.array(scriptConfigSchema).readonly(),
  packages: z.array(scriptPackageSchema).readonly(),
})

/** What files of a tree say about what imports mean: plain data, so that it can be kept. */
export interface ImportSettings {
  /** Deepest folder first. */
  readonly configs: readonly ScriptConfig[]
  /** Deepest folder first. */
  readonly packages: readonly ScriptPackage[]
}

/** Of a `tsconfig.json` or `jsconfig.json`, for its folder and those below. Paths are relative to the tree. */
export interface ScriptConfig {
  readonly folder: string
  readonly baseUrl: string | null
  readonly paths: readonly ModulePattern[]
}

/** Of a `package.json`. Targets are relative to its folder. */
export interface ScriptPackage {
  readonly folder: string
  /** Null for one that nobody can import by name. */
  readonly name: string | null
  /** By subpath: `.`, `./a`, `./b/*`. */
  readonly exports: readonly ModulePattern[]
  /** By `#name`. */
  readonly imports: readonly ModulePattern[]
}

/** A name, perhaps with one `*`, and the paths that it may mean, best first. */
export interface ModulePattern {
  readonly pattern: string
  readonly targets: readonly string[]
}

export const noImportSettings: ImportSettings = { configs: [], packages: [] }
