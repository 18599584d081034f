import { z } from 'zod'
import { pathsOf } from '../../domain/index.ts'
import { textsOf } from '../../lint/index.ts'
import { isTestPath } from '../../repo/index.ts'
import type { Execution } from '../observe/executor.ts'

const changedFilesSchema = z.array(z.tuple([z.string(), z.string().nullable()]))
/** Text of each file that a patch names, as it is with the patch; null where there is none. */
export type ChangedFiles = readonly (readonly [path: string, text: string | null])[]

/** Reads the files that a patch names, where it is in place. */
export function readChangedFiles(patch: string): Execution<ChangedFiles> {
  return readFiles([...pathsOf(patch)].sort())
}

export function readFiles(paths: readonly string[]): Execution<ChangedFiles> {
  return {
    key: { files: paths },
    schema: changedFilesSchema,
    run: async (fork) => {
      const contents = await Promise.all(
        paths.map(async (path) => [path, await fork.readFile(path)] as const),
      )
      return [...textsOf(new Map(contents))]
    },
  }
}

/** Whether a change of a file can change what a program does: tests and prose cannot. */
export function isProgram(path: string): boolean {
  return (
    !isTestPath(path) &&
    !/\.(?:md|rst|txt|adoc)$|(?:^|\/)(?:CHANGELOG|CHANGES|AUTHORS|LICENSE)[^/]*$/i.test(path)
  )
}
