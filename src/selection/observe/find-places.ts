import type { CodeFinder } from '../../repo/index.ts'

const keptPlaces = 200

/** Files that the issue's words point to in the code as it is, likeliest first. */
export async function findPlaces(
  issue: string,
  code: Pick<CodeFinder, 'rank'>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const { files } = await code.rank(issue, { signal })
  return files.map(({ path }) => path).slice(0, keptPlaces)
}
