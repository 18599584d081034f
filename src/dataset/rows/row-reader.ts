import type { Instance } from '../../domain/index.ts'
import type { EnvironmentTables } from '../specs/environment-tables.ts'
import type { ImageOptions } from '../specs/image-names.ts'

/** What reading a row may look up. */
export interface RowSurroundings {
  readonly tables: EnvironmentTables
  readonly images: ImageOptions
}

/** Kinds of rows, told apart by their fields, never by a file's name. */
export type RowVariant = 'swe-bench' | 'swe-gym' | 'swe-smith' | 'swe-rebench' | 'swe-bench-live' | 'r2e-gym'

export interface ReadRow {
  readonly variant: RowVariant
  readonly instance: Instance
  /** Why hidden tests cannot be run, where they cannot. */
  readonly missing: Missing | null
}

export interface Missing {
  readonly kind: 'no-environment' | 'no-test-command' | 'no-parser'
  readonly message: string
}

/** Fields that are absent are left out, not undefined: the rows of a dataset are many. */
export function withoutUndefined<T extends Readonly<Record<string, unknown>>>(record: T): Defined<T> {
  const kept = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
  // Only undefined values went; TypeScript cannot follow entries.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return kept as Defined<T>
}

type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> }
