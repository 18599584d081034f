import { join } from 'node:path'
import type { AttemptSummary, FilterCount } from '../../gym/index.ts'
import { atomicWrite } from '../../std/index.ts'
import type { InputFile } from './trajectory-file.ts'
import type { WrittenFile } from './line-writer.ts'

/** What stands in every manifest; the same inputs and options give the same bytes. */
export interface Manifest {
  readonly kind: 'sft' | 'preference' | 'verifier'
  readonly v: 1
  /** As asked for, defaults included, without paths. */
  readonly options: Readonly<Record<string, unknown>>
  readonly inputs: readonly InputFile[]
  /** Attempts in and out of each filter, in order. */
  readonly filters: readonly FilterCount[]
  readonly outputs: readonly WrittenFile[]
  /** Attempts that rows were made of, by repository. */
  readonly repositories: Readonly<Record<string, number>>
  /** Repositories of the evaluation set's instances that rows come from, which are allowed but should be known. */
  readonly sharedRepositories: readonly string[]
  readonly warnings: readonly string[]
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await atomicWrite(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Most frequent first. */
export function countRepositories(
  attempts: readonly Pick<AttemptSummary, 'repo'>[],
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const { repo } of attempts) counts.set(repo, (counts.get(repo) ?? 0) + 1)
  return Object.fromEntries([...counts].toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1)))
}
