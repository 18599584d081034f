import { readFile } from 'node:fs/promises'
import { CapuchinError } from '../std/index.ts'

/**
 * The text of a file, or of standard input for `-`. Bytes that are no UTF-8 become replacement characters.
 *
 * @throws CapuchinError `log/unreadable` where there is no such file
 */
export async function readInput(path: string): Promise<string> {
  if (path === '-') return readStandardInput()
  try {
    return (await readFile(path)).toString('utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** The error for a file that the file system does not give. */
export function unreadable(path: string, cause: unknown): CapuchinError {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return new CapuchinError('log/unreadable', isMissing ? `there is no file ${path}` : `cannot read ${path}`, {
    hint: "Give the path of a file, or '-' for standard input.",
    cause,
  })
}

async function readStandardInput(): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
