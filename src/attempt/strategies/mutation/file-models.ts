import { createFileModel, dialectOf, type FileModel } from '../../../mutate/index.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { createSyntax, languageOf } from '../../../syntax/index.ts'

/** Models of the files that can be changed; a file that is no UTF-8 or does not parse in time is left out. */
export async function readFileModels(
  sandbox: Sandbox,
  paths: readonly string[],
): Promise<ReadonlyMap<string, FileModel>> {
  using syntax = createSyntax()
  const models = new Map<string, FileModel>()
  for (const path of paths) {
    const language = languageOf(path)
    const dialect = language && dialectOf(language)
    const source = decode(await sandbox.readFile(path))
    if (!language || !dialect || source === null) continue
    using tree = await syntax.parse(source, language)
    if (tree) models.set(path, createFileModel(source, tree.toPlain(), dialect))
  }
  return models
}

/** Null unless encoding the text again gives the same bytes. */
function decode(bytes: Uint8Array | null): string | null {
  if (!bytes) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
