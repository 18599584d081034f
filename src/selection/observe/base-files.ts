import { extname } from 'node:path'
import { isProgram, readFiles, type ChangedFiles } from '../classes/changed-files.ts'
import type { PooledPatch } from '../pool.ts'
import { changedPaths } from './changed-paths.ts'
import type { Executor } from './executor.ts'

/** Files as they are without any patch. */
export async function readBase(
  paths: readonly string[],
  executor: Executor,
  signal: AbortSignal | undefined,
): Promise<ChangedFiles> {
  const reading = readFiles(paths)
  const row = await executor.runRow(null, [reading], { signal })
  return row.kind === 'ran' ? (row.values[0] ?? []) : []
}

/** Texts of the project near what is changed: how its code usually reads. */
export async function readCorpus(
  patches: readonly PooledPatch[],
  {
    places,
    executor,
    signal,
  }: {
    readonly places: readonly string[]
    readonly executor: Executor
    readonly signal: AbortSignal | undefined
  },
): Promise<readonly string[]> {
  return textsOf(await readBase(corpusPaths(patches, places), executor, signal))
}

/** The changed files and those that the words lead to, of the languages that are changed. */
function corpusPaths(patches: readonly PooledPatch[], files: readonly string[]): readonly string[] {
  const changed = changedPaths(patches).filter(isProgram)
  const endings = new Set(changed.map((path) => extname(path)))
  const near = files.filter((path) => endings.has(extname(path))).slice(0, corpusFiles)
  return [...new Set([...changed, ...near])].toSorted()
}

const corpusFiles = 40

function textsOf(files: ChangedFiles): readonly string[] {
  return files.flatMap(([, text]) => (text === null ? [] : [text.slice(0, longestText)]))
}

const longestText = 400_000
