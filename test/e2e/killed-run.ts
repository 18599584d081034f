import { join } from 'node:path'
import { openDatabase } from '../../src/db/index.ts'
import { migrations, type StoreTables } from '../../src/store/schema.ts'
import type { RunningCli } from './command-line.ts'

/** Kills a run without warning once it has said so many lines, and a little later. */
export async function killAfter(
  cli: RunningCli,
  { lines, laterMs }: { readonly lines: number; readonly laterMs: number },
): Promise<void> {
  const ended = cli.end.then(() => true)
  for (;;) {
    if (cli.output().split('\n').length > lines) break
    if (await Promise.race([ended, sleep(2)])) break
  }
  await sleep(laterMs)
  cli.kill('SIGKILL')
  await cli.end
}

function sleep(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms))
}

/** Model replies that a repository's journal holds. */
export async function journalledReplies(repository: string): Promise<number> {
  await using database = await openStoreOf(repository)
  const rows = await database.db
    .selectFrom('journal')
    .select('key')
    .where('kind', '=', 'model')
    .where('value', 'is not', null)
    .execute()
  return rows.length
}

/** Executions whose result a repository's store holds. */
export async function storedExecutions(repository: string): Promise<number> {
  await using database = await openStoreOf(repository)
  const rows = await database.db.selectFrom('executions').select('key').execute()
  return rows.length
}

function openStoreOf(repository: string) {
  return openDatabase<StoreTables>(join(repository, '.capuchin/capuchin.db'), migrations)
}
