import { fetchIssue } from '../issue/index.ts'
import type { Surroundings } from './create-app.ts'

export interface IssueAddressRequest {
  readonly address: string
  readonly comments: boolean
  /** Addresses of hosts of one's own; else those that the environment names. */
  readonly githubUrl?: string | undefined
  readonly gitlabUrl?: string | undefined
  readonly env: Surroundings['env']
}

/**
 * The text of the issue at an address. Hosts and tokens are the user's word alone: no file of a project can send a token
 * anywhere.
 *
 * @throws CapuchinError `issue/*`.
 */
export async function readIssueAddress(
  { address, comments, env, ...given }: IssueAddressRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<string> {
  const hosts = {
    githubUrl: given.githubUrl ?? env['CAPUCHIN_GITHUB_URL'],
    githubToken: env['CAPUCHIN_GITHUB_TOKEN'] ?? env['GITHUB_TOKEN'],
    gitlabUrl: given.gitlabUrl ?? env['CAPUCHIN_GITLAB_URL'],
    gitlabToken: env['CAPUCHIN_GITLAB_TOKEN'] ?? env['GITLAB_TOKEN'],
  }
  return fetchIssue(address, { hosts, comments, signal })
}
