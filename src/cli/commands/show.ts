import type { Command } from 'commander'
import { z } from 'zod'
import { solveResultSchema } from '../../app/index.ts'
import { atomicWrite } from '../../std/index.ts'
import { renderEvent, renderResult, renderRunPage } from '../../view/index.ts'
import { withStore } from '../repository-store.ts'

interface ShowOptions {
  readonly repo: string
  readonly json?: boolean
  readonly patch?: boolean
  readonly candidate?: string
  readonly html?: string
}

export function define(command: Command): void {
  command
    .argument('<run>', "a run's id, the beginning of one, or 'last'")
    .option('--repo <path>', 'a path inside the checkout', '.')
    .option('--patch', 'print only the chosen patch')
    .option('--candidate <n>', 'print only the patch of the nth candidate, best first')
    .option('--html <file>', 'write all of it as one page that needs no server and no network')
    .option('--json', 'its events, one a line, then its result')
    .action((run: string, options: ShowOptions) => show(run, options))
}

function show(run: string, options: ShowOptions): Promise<void> {
  return withStore(options.repo, async ({ store }) => {
    const record = await store.loadRun(run)
    const result = solveResultSchema.safeParse(record.result).data
    const wanted =
      options.candidate === undefined
        ? options.patch
          ? (result?.chosen ?? null)
          : null
        : Number(options.candidate)
    if (options.patch || options.candidate !== undefined) {
      const candidate = wanted === null ? undefined : result?.candidates[wanted]
      if (!candidate) {
        console.error(
          `capuchin: run ${record.id} (${record.status}) has no such patch; it holds ${result?.candidates.length ?? 0}`,
        )
        process.exitCode = 6
        return
      }
      process.stdout.write(candidate.patch)
      return
    }
    const events = await store.loadEvents(record.id)
    if (options.html !== undefined) {
      const { id: runId, title, status, createdAt, input } = record
      const view = result ? { runId, ...result } : null
      const page = renderRunPage({
        runId,
        title,
        status,
        createdAt,
        issue: issueOf(input),
        events,
        result: view,
      })
      await atomicWrite(options.html, page)
      console.log(`Written ${options.html}`)
      return
    }
    if (options.json) {
      for (const event of events) console.log(JSON.stringify(event))
      console.log(JSON.stringify({ type: 'result', runId: record.id, status: record.status, ...result }))
      return
    }
    for (const line of events.flatMap(renderEvent)) console.log(line)
    console.log('')
    console.log(result ? renderResult({ runId: record.id, ...result }) : `${record.status}; it has no result`)
    if (record.status === 'interrupted') console.log(`capuchin resume ${record.id}   goes on`)
    if (result && result.candidates.length > 1) {
      console.log(
        `\nCandidates\n${result.candidates.map((one, n) => `${n}  ${one.evidence.plausible ? 'plausible' : '-        '}  attempt ${one.attemptIndex}  ${one.summary}`).join('\n')}`,
      )
    }
  })
}

/** Null for a run that keeps none. */
function issueOf(input: unknown): string | null {
  return z.object({ issue: z.string() }).safeParse(input).data?.issue ?? null
}
