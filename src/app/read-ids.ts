import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CapuchinError, messageOf } from '../std/index.ts'

/** Ids that a file names: a JSON list, or one a line. @throws CapuchinError `dataset/bad-file`. */
export async function readIds(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(cause)}`, { cause })
  })
  if (!text.trimStart().startsWith('['))
    return new Set(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
  try {
    return new Set(z.array(z.string()).parse(JSON.parse(text)))
  } catch (cause) {
    throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'It must hold a JSON list of instance ids, or an id a line.',
    })
  }
}
