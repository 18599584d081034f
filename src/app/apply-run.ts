import { join } from 'node:path'
import {
  applyPatch,
  commitOnBranch,
  readState,
  writeChanges,
  type BranchCommit,
  type FileChange,
} from '../git/index.ts'
import { CapuchinError, gitBlobId, type Clock } from '../std/index.ts'
import type { RunRecord, Store } from '../store/index.ts'
import type { App } from './create-app.ts'
import { solveInputSchema, solveResultSchema, type SolveResult } from './solve/solve-records.ts'

/**
 * Writes a run's chosen patch into the user's checkout.
 *
 * @throws CapuchinError `solve/no-patch`, `solve/already-applied`, `git/patch-rejected`, `git/files-changed`.
 */
export async function applyRun(
  store: Store,
  { run, clock }: { readonly run: string; readonly clock: Clock },
): Promise<readonly FileChange[]> {
  const { record, result, patch } = await loadChosen(store, run)
  if (result.applied) {
    throw new CapuchinError('solve/already-applied', `run ${record.id} is applied already`, {
      hint: `'capuchin undo ${record.id}' takes it back`,
    })
  }
  const changes = await applyPatch(patch, (path) => readState(join(record.root, path)))
  await writeChanges(record.root, changes)
  const files = changes.map(({ path, after }) => ({ path, after: after ? gitBlobId(after.content) : null }))
  await store.saveResult(record.id, { ...result, applied: { at: clock.now(), files } })
  return changes
}

/**
 * Takes an applied patch back, if every file still is as it was left.
 *
 * @throws CapuchinError `solve/not-applied`, `git/files-changed`.
 */
export async function undoRun(
  store: Store,
  { run }: { readonly run: string },
): Promise<readonly FileChange[]> {
  const { record, result, patch } = await loadChosen(store, run)
  if (!result.applied)
    throw new CapuchinError(
      'solve/not-applied',
      `run ${record.id} is not applied, so there is nothing to take back`,
    )
  const moved: string[] = []
  for (const { path, after } of result.applied.files) {
    const state = await readState(join(record.root, path))
    if ((state ? gitBlobId(state.content) : null) !== after) moved.push(path)
  }
  if (moved.length > 0) {
    throw new CapuchinError(
      'git/files-changed',
      `these files changed since the patch was applied: ${moved.join(', ')}`,
      {
        hint: 'nothing was written; take your changes to them away first',
      },
    )
  }
  const changes = await applyPatch(patch, (path) => readState(join(record.root, path)), { reverse: true })
  await writeChanges(record.root, changes)
  await store.saveResult(record.id, { ...result, applied: null })
  return changes
}

/** What `solve --apply` and `--branch` do in the end; says what was done and how to take it back. */
export async function applySolved(
  app: App,
  solved: {
    readonly root: string
    readonly run: string
    readonly apply: boolean
    readonly branch: string | null
  },
): Promise<readonly string[]> {
  await using store = await app.openStore(solved.root)
  const done: string[] = []
  if (solved.branch !== null) {
    const { branch, commit } = await branchRun(store, { run: solved.run, branch: solved.branch })
    done.push(`committed ${commit.slice(0, 10)} on branch ${branch}; undo: git branch -D ${branch}`)
  }
  if (solved.apply) {
    const changes = await applyRun(store, { run: solved.run, clock: app.clock })
    done.push(`wrote ${changes.map(({ path }) => path).join(', ')}; undo: capuchin undo ${solved.run}`)
  }
  return done
}

/** Commits a run's chosen patch on a branch of its own, leaving the work tree alone. */
export async function branchRun(
  store: Store,
  { run, branch }: { readonly run: string; readonly branch: string },
): Promise<BranchCommit> {
  const { record, result, patch, head } = await loadChosen(store, run)
  if (head === null)
    throw new CapuchinError('solve/no-commit', 'the repository has no commit to branch from', {
      hint: 'use --apply',
    })
  return commitOnBranch(record.root, { branch, parent: head, patch, message: commitMessage(record, result) })
}

async function loadChosen(store: Store, run: string) {
  const record = await store.loadRun(run)
  const result = solveResultSchema.safeParse(record.result).data
  const chosen =
    result?.chosen === null || result?.chosen === undefined ? undefined : result.candidates[result.chosen]
  if (!result || !chosen) {
    throw new CapuchinError('solve/no-patch', `run ${record.id} (${record.status}) holds no chosen patch`, {
      hint:
        record.status === 'interrupted'
          ? `'capuchin resume ${record.id}' goes on with it`
          : "'capuchin show' tells what it found",
    })
  }
  const { head, instance } = solveInputSchema.parse(record.input)
  if (instance !== null)
    throw new CapuchinError(
      'rollout/not-here',
      `run ${record.id} is about ${instance.instanceId} of a dataset, and not about this checkout`,
      { hint: "'capuchin show' prints its patch" },
    )
  return { record, result, patch: chosen.patch, head }
}

function commitMessage(
  { id, title }: RunRecord,
  { candidates, chosen, evidence, testCommand, failCommand }: SolveResult,
): string {
  const summary = chosen === null ? '' : (candidates[chosen]?.summary ?? '')
  const subject = `fix: ${title}`
  return [
    subject.length > 72 ? `${subject.slice(0, 69)}...` : subject,
    '',
    summary,
    '',
    `Evidence: ${evidence?.reason ?? 'none'}.`,
    ...(testCommand === null ? [] : [`Tests: ${testCommand}`]),
    ...(failCommand === null ? [] : [`Failed before, passes now: ${failCommand}`]),
    '',
    `Made by capuchin, run ${id}.`,
    '',
  ].join('\n')
}
