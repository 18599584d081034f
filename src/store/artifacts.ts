import { mkdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { atomicWrite, CapuchinError, sha256 } from '../std/index.ts'

/** Texts above this many characters lie in `artifacts/<sha256>`, once each; the database keeps `@sha256:<hash>`. */
const inlineLimit = 16_384
const reference = '@sha256:'

export interface Artifacts {
  /** What the database keeps for a text: itself, or a reference. */
  store(text: string): Promise<string>
  /** @throws CapuchinError `store/artifact-missing`. */
  load(kept: string): Promise<string>
}

export function createArtifacts(folder: string): Artifacts {
  return {
    async store(text) {
      if (text.length <= inlineLimit && !text.startsWith(reference)) return text
      const hash = sha256(text)
      const path = join(folder, hash)
      if (!existsSync(path)) {
        await mkdir(folder, { recursive: true })
        await atomicWrite(path, text, { mode: 0o600 })
      }
      return reference + hash
    },
    async load(kept) {
      if (!kept.startsWith(reference)) return kept
      const path = join(folder, kept.slice(reference.length))
      try {
        return await readFile(path, 'utf8')
      } catch (cause) {
        throw new CapuchinError('store/artifact-missing', `${path} is gone`, {
          cause,
          hint: 'the run must be started anew',
        })
      }
    },
  }
}

/** Hashes that a kept text refers to. */
export function artifactOf(kept: string | null): string | null {
  return kept?.startsWith(reference) ? kept.slice(reference.length) : null
}
