import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** Replaces a file in one step: a reader, or a killed writer, never sees half of it. Keeps `mode` where given. */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const handle = await open(temporary, 'wx', options.mode ?? 0o644)
    try {
      await handle.writeFile(content)
      if (options.mode !== undefined) await handle.chmod(options.mode)
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
