/** Whole runs on a real checkout, with few and with many attempts: what the endpoint is asked. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createApp, startSolve } from '../../src/app/index.ts'
import { createTempDir } from '../../src/std/index.ts'
import type { Issue } from '../localize/collect.ts'
import { parseGold } from '../localize/gold.ts'
import { replyTo, startScanServer } from './scan-server.ts'

export async function compareAttempts(
  issue: Issue,
  { repos, attempts }: { readonly repos: string; readonly attempts: readonly number[] },
): Promise<void> {
  await using temp = await createTempDir('capuchin-scan-')
  const clone = join(repos, `${issue.repo.replace('/', '__')}.git`)
  const checkout = join(temp.path, 'checkout')
  git(['clone', '--quiet', '--shared', '--no-checkout', clone, checkout])
  git(['-C', checkout, 'checkout', '--quiet', '--detach', issue.base_commit])
  for (const count of attempts)
    console.log(`  ${await solve(issue, { checkout, home: temp.path, attempts: count })}`)
}

interface Solving {
  readonly checkout: string
  readonly home: string
  readonly attempts: number
}

async function solve(issue: Issue, { checkout, home, attempts }: Solving): Promise<string> {
  const gold = new Set(parseGold(issue.patch).map(({ path }) => path))
  await using server = await startScanServer((texts) => replyTo(texts, gold))
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: home }
  const flags = {
    model: [`scripted@${server.url}`],
    context: 'scan',
    attempts,
    maxReflections: 0,
    testCmd: 'true',
    contextTokens: 20_000,
  }
  await startSolve(
    createApp({ env }),
    {
      repo: checkout,
      issue: issue.problem_statement,
      flags,
      env,
      record: null,
      replay: null,
      consent: { assumeYes: true, ask: null },
    },
    { onEvent: () => undefined, signal: new AbortController().signal },
  )
  const { scan, ranking, attempt } = server.counts
  return `${String(attempts).padStart(2)} attempts: ${scan.calls} scan calls, ${ranking.calls} rankings, ${attempt.calls} calls of attempts`
}

function git(args: readonly string[]): void {
  const { status, stderr } = spawnSync('git', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
}
