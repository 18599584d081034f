import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite, sha256 } from '../../std/index.ts'
import { decodePack, encodePack } from './pack.ts'
import type { FileFacts } from './file-facts.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * A folder of packs. A pack is named after its bytes, appears in one step and never changes, so that any number of
 * processes may read and write at once; the worst that can happen is that two of them read the same file.
 */
export interface PackFolder {
  load(vocabulary: Vocabulary): Promise<ReadonlyMap<string, FileFacts>>
  save(facts: ReadonlyMap<string, FileFacts>, vocabulary: Vocabulary): Promise<void>
  /** Puts one pack in the place of those that `load` found once they are many. */
  replace(facts: ReadonlyMap<string, FileFacts>, vocabulary: Vocabulary): Promise<void>
  /** Packs that `load` found and `save` added. */
  count(): number
}

export function createPackFolder(folder: string): PackFolder {
  const known = new Set<string>()
  const save = async (facts: ReadonlyMap<string, FileFacts>, vocabulary: Vocabulary): Promise<string> => {
    const bytes = encodePack(facts, vocabulary)
    const name = `${sha256(bytes).slice(0, 32)}.pack`
    await mkdir(folder, { recursive: true })
    await atomicWrite(join(folder, name), bytes)
    known.add(name)
    return name
  }
  return {
    load: async (vocabulary) => {
      const names = await readdir(folder).catch(() => [])
      const all = new Map<string, FileFacts>()
      for (const name of names.filter((name) => name.endsWith('.pack')).sort()) {
        // Another process may have put a bigger pack in its place since the folder was listed.
        const bytes = await readFile(join(folder, name)).catch(() => null)
        if (!bytes) continue
        known.add(name)
        for (const [key, facts] of decodePack(bytes, vocabulary) ?? []) all.set(key, facts)
      }
      return all
    },
    save: async (facts, vocabulary) => {
      await save(facts, vocabulary)
    },
    replace: async (facts, vocabulary) => {
      const old = [...known]
      const kept = await save(facts, vocabulary)
      for (const name of old) {
        if (name === kept) continue
        await rm(join(folder, name), { force: true })
        known.delete(name)
      }
    },
    count: () => known.size,
  }
}
