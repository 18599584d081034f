/**
 * Runs the edit-loop strategy against recorded conversations:
 * `edit-loop-recorded.ts CORPUS.jsonl --repos FOLDER --server MODEL-SERVER [--only NAME]`. FOLDER holds bare clones,
 * MODEL-SERVER is a program that takes `--port N --recorded FILE` and answers chat completions. Exits 1 on any
 * difference in the number of requests, the files added or the files that came out.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLocalProvider, createUnconfinedProvider, type SandboxProvider } from '../src/sandbox/index.ts'
import { openClones } from './edit-replay/base-files.ts'
import { loadCorpus } from './edit-replay/corpus.ts'
import { startModelServer } from './edit-loop-recorded/model-server.ts'
import { isComparable, runSession, type SessionComparison } from './edit-loop-recorded/run-session.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repos: { type: 'string' }, server: { type: 'string' }, only: { type: 'string' } },
})
const [corpus] = positionals
if (corpus === undefined || values.repos === undefined || values.server === undefined) {
  console.error('give a file of recorded conversations, --repos FOLDER and --server MODEL-SERVER')
  process.exit(2)
}
process.exitCode = await main(corpus, { repos: values.repos, server: values.server, only: values.only ?? '' })

interface Settings {
  readonly repos: string
  readonly server: string
  readonly only: string
}

async function main(corpus: string, { repos, server, only }: Settings): Promise<number> {
  using clones = openClones(repos)
  using modelServer = await startModelServer(server, corpus)
  await using provider = await openProvider()
  const runs = loadCorpus(corpus)
    .flatMap((instance) => instance.sessions.map((session, nth) => ({ instance, session, nth })))
    .filter((run) => isComparable(run) && run.instance.instance_id.includes(only))
  const results: SessionComparison[] = []
  for (const run of runs) {
    const clone = clones.find(run.instance.base_commit)
    if (clone === null) throw new Error(`no clone holds ${run.instance.base_commit}`)
    const result = await runSession(run, clone, { provider, modelUrl: modelServer.url })
    results.push(result)
    if (result.differences.length > 0)
      console.log([`${result.name} (${result.outcome})`, ...result.differences].join('\n  '))
  }
  const same = results.filter(({ differences }) => differences.length === 0).length
  const projects = new Set(runs.map(({ instance }) => instance.repo)).size
  console.log(
    `${same} of ${results.length} recorded conversations of ${projects} projects come out the same (${provider.kind} sandbox)`,
  )
  return results.length > 0 && same === results.length ? 0 : 1
}

async function openProvider(): Promise<SandboxProvider> {
  const stateDir = join(tmpdir(), `capuchin-recorded-${process.pid}`)
  const local = createLocalProvider({ stateDir })
  return (await local.describe()).available ? local : createUnconfinedProvider({ stateDir })
}
