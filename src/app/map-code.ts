import { availableParallelism } from 'node:os'
import { createCodeFinder, type Counterpart, type FoundMap, type Unread } from '../repo/index.ts'
import { createSyntax } from '../syntax/index.ts'
import { openSources, placesOf, type SourcesRequest } from './open-sources.ts'

export interface MapCodeRequest extends SourcesRequest {
  /** What is looked for; null for a map of what the rest leans on. */
  readonly query: string | null
  readonly tokens: number
  /** Files that the reader sees in full, from the root or from where the user stands. */
  readonly chatFiles: readonly string[]
  /** Whether the likely tests of the best files are wanted, too. */
  readonly withTests: boolean
}

export interface MapCodeEnd extends FoundMap {
  /** Likely tests of the best ranked files, where files are ranked; likeliest first. */
  readonly tests: ReadonlyMap<string, readonly Counterpart[]>
  /** Source files that were passed over, with why. */
  readonly unread: ReadonlyMap<string, Unread>
  /** False where a folder without git holds more files than were looked at. */
  readonly whole: boolean
}

/**
 * A map of the user's checkout, or of a folder without git, within a budget of tokens. What was read of its files is
 * kept in the user's cache, for all work trees of the repository, and found again by content.
 *
 * @throws CapuchinError `git/no-folder`, `git/bare`; `map/no-file` for a file that is not in it.
 */
export async function mapCode(request: MapCodeRequest): Promise<MapCodeEnd> {
  const { query, tokens, signal } = request
  const sources = await openSources(request)
  const { tree, folder, whole } = sources
  using syntax = createSyntax()
  using finder = createCodeFinder({ tree, syntax, folder, cores: availableParallelism() })
  const chatFiles = await placesOf(request.chatFiles, sources)
  const map = await finder.map({ text: query, tokens, chatFiles }, { signal })
  const tests = new Map<string, readonly Counterpart[]>()
  if (request.withTests)
    for (const { path } of (map.ranking?.files ?? []).slice(0, testedFiles))
      tests.set(path, (await finder.counterparts(path, { signal })).slice(0, testsOfFile))
  return { ...map, tests, unread: await finder.unread({ signal }), whole }
}

const testedFiles = 20
const testsOfFile = 5

export interface CounterpartsRequest extends SourcesRequest {
  /** From the root or from where the user stands. */
  readonly path: string
}

/**
 * Likely tests of a source file of the user's checkout, or sources of a test file, likeliest first.
 *
 * @throws CapuchinError `git/no-folder`, `git/bare`, `map/no-file`.
 */
export async function findCounterparts(request: CounterpartsRequest): Promise<readonly Counterpart[]> {
  const { path, signal } = request
  const sources = await openSources(request)
  const [place = path] = await placesOf([path], sources)
  using syntax = createSyntax()
  const { tree, folder } = sources
  using finder = createCodeFinder({ tree, syntax, folder, cores: availableParallelism() })
  return await finder.counterparts(place, { signal })
}
