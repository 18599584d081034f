import type { AttemptFilter, AttemptSummary } from './attempt-summary.ts'

/** What models will be measured on, so that they must not be trained on it. Names are compared without case. */
export interface EvaluationSet {
  readonly instanceIds: ReadonlySet<string>
  /** `owner/name`. */
  readonly repos: ReadonlySet<string>
}

/** Reads names one by one: one with a `/` is a repository, any other an instance. */
export function toEvaluationSet(names: readonly string[]): EvaluationSet {
  const lower = names.map((name) => name.trim().toLowerCase()).filter((name) => name !== '')
  return {
    instanceIds: new Set(lower.filter((name) => !name.includes('/'))),
    repos: new Set(lower.filter((name) => name.includes('/'))),
  }
}

/** Leaves out attempts at an instance of the evaluation set, or in a repository that it names. */
export function outsideEvaluation({ instanceIds, repos }: EvaluationSet): AttemptFilter {
  return (attempts) =>
    attempts.map((attempt) => {
      if (instanceIds.has(attempt.instanceId.toLowerCase())) return 'evaluation-instance'
      return reposOf(attempt).some((repo) => repos.has(repo)) ? 'evaluation-repository' : null
    })
}

/** Repositories of the evaluation set's instances that attempts lie in: no leak of answers, but of code. */
export function sharedRepositories(
  attempts: readonly Pick<AttemptSummary, 'repo' | 'instanceId'>[],
  { instanceIds }: EvaluationSet,
): readonly string[] {
  const evaluated = new Set([...instanceIds].flatMap(repoOfId))
  return [...new Set(attempts.flatMap(reposOf))].filter((repo) => evaluated.has(repo)).toSorted()
}

/** What the record says, and what the id of a SWE-bench instance says: `owner__name-123`. */
function reposOf({ repo, instanceId }: Pick<AttemptSummary, 'repo' | 'instanceId'>): readonly string[] {
  return [repo.toLowerCase(), ...repoOfId(instanceId)].filter((name) => name !== '')
}

function repoOfId(instanceId: string): readonly string[] {
  const [, owner, name] = /^(.+?)__(.+)-[^-]+$/.exec(instanceId.toLowerCase()) ?? []
  return owner === undefined || name === undefined ? [] : [`${owner}/${name}`]
}
