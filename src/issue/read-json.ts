import { z } from 'zod'
import { CapuchinError, messageOf } from '../std/index.ts'

/** Fetches what an API has at an address. @throws CapuchinError as `fetchText`, and `issue/bad-answer`. */
export type ReadJson = <T>(url: string, schema: z.ZodType<T>) => Promise<T>

const pageSize = 100
const mostPages = 10

/** A list of which an API gives a page at a time; of very long ones the beginning. */
export async function readPages<T>(
  url: string,
  item: z.ZodType<T>,
  readJson: ReadJson,
): Promise<readonly T[]> {
  const items: T[] = []
  for (let page = 1; page <= mostPages; page++) {
    const mark = url.includes('?') ? '&' : '?'
    const found = await readJson(`${url}${mark}per_page=${pageSize}&page=${page}`, z.array(item))
    items.push(...found)
    if (found.length < pageSize) break
  }
  return items
}

/** What an API answered, in the form that is expected of it. */
export function parseJson<T>(text: string, url: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new CapuchinError(
      'issue/bad-answer',
      `${url} answers in another form than expected: ${messageOf(cause)}`,
      {
        cause,
        hint: 'is that host one of GitHub or GitLab? Else save the text to a file and give that',
      },
    )
  }
}
