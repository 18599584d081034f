import { mkdir } from 'node:fs/promises'
import { CapuchinError, messageOf } from '../../std/index.ts'

/** @throws CapuchinError `export/cannot-write` */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw new CapuchinError('export/cannot-write', `cannot make the folder ${path}: ${messageOf(cause)}`, {
      cause,
    })
  })
}
