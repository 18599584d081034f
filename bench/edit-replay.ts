/**
 * Replays recorded conversations through the edit formats: `edit-replay.ts CORPUS.jsonl --repos FOLDER [--review FILE]`.
 * FOLDER holds bare clones. Exits 1 when a rule is broken: the compatible setting must give the recorded files to the
 * byte, and our own must never do worse.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { editFormats } from '../src/edit/index.ts'
import { gitBlobId } from '../src/std/index.ts'
import { openClones, type BaseFiles, type Clones } from './edit-replay/base-files.ts'
import { compareReply, type ComparedBlock } from './edit-replay/blocks.ts'
import { loadCorpus, type RecordedSession } from './edit-replay/corpus.ts'
import { checkPython } from './edit-replay/python-syntax.ts'
import { printReport, renderReview } from './edit-replay/report.ts'
import { replaySession, type ReplayedSession } from './edit-replay/session.ts'

export interface SessionResult {
  readonly name: string
  readonly compatible: ReplayedSession
  readonly own: ReplayedSession
  /** Files whose blob ids are not the recorded ones. */
  readonly wrongFiles: readonly string[]
  readonly blocks: readonly { readonly turn: number; readonly block: ComparedBlock }[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repos: { type: 'string' }, review: { type: 'string' } },
})
const [corpus] = positionals
if (corpus === undefined || values.repos === undefined) {
  console.error(
    'give a file of recorded conversations, and --repos FOLDER with bare clones of their projects',
  )
  process.exit(2)
}
process.exitCode = await main(corpus, values.repos, values.review)

async function main(corpus: string, repos: string, review: string | undefined): Promise<number> {
  using clones = openClones(repos)
  const { results, skipped } = await replayAll(corpus, clones)
  const syntaxErrors = await newSyntaxErrors(results)
  if (review !== undefined) writeFileSync(review, renderReview(results))
  return printReport({ results, skipped, syntaxErrors })
}

async function replayAll(corpus: string, clones: Clones) {
  const results: SessionResult[] = []
  const skipped: string[] = []
  for (const instance of loadCorpus(corpus)) {
    const base = clones.open(instance.base_commit)
    if (base === null) skipped.push(`${instance.instance_id}: no clone holds ${instance.base_commit}`)
    else
      for (const [nth, session] of instance.sessions.entries())
        if (session.result_files)
          results.push(await replayBoth(`${instance.instance_id}#${nth}`, session, base))
  }
  return { results, skipped }
}

async function replayBoth(name: string, session: RecordedSession, base: BaseFiles): Promise<SessionResult> {
  const recorded = editFormats['search-replace-v0.35']
  const own = editFormats['search-replace']
  const compatible = await replaySession(session, base, recorded)
  const blocks = compatible.replies.flatMap((reply) =>
    compareReply(reply, recorded, own).map((block) => ({ turn: reply.turn, block })),
  )
  return {
    name,
    compatible,
    own: await replaySession(session, base, own),
    wrongFiles: wrongFiles(session, compatible),
    blocks,
  }
}

function wrongFiles({ result_files }: RecordedSession, { changed }: ReplayedSession): readonly string[] {
  const wanted = new Map(Object.entries(result_files ?? {}))
  const unexpected = [...changed.keys()].filter((path) => !wanted.has(path))
  const different = [...wanted].filter(([path, ids]) => {
    const bytes = changed.get(path)
    return (bytes === undefined ? ids.old : gitBlobId(bytes)) !== ids.new
  })
  return [...unexpected, ...different.map(([path]) => path)]
}

/** Sessions that our setting leaves with a syntax error in a file that the compatible one leaves without. */
async function newSyntaxErrors(results: readonly SessionResult[]): Promise<readonly string[]> {
  const files = results.flatMap(({ name, own, compatible }) =>
    [...own.changed]
      .filter(([path]) => path.endsWith('.py'))
      .map(([path, bytes]) => ({ name, path, bytes, theirs: compatible.changed.get(path) })),
  )
  const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
  const ours = await checkPython(files.map(({ bytes }) => decode(bytes)))
  const theirs = await checkPython(files.map((file) => decode(file.theirs)))
  return files.flatMap(({ name, path }, at) =>
    ours[at] !== null && theirs[at] === null ? [`${name} ${path}: ${ours[at]}`] : [],
  )
}
