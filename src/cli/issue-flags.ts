import type { Command } from 'commander'

/** What was given of the flags that are about an issue's address. */
export interface IssueOptions {
  readonly comments?: boolean
  readonly githubUrl?: string
  readonly gitlabUrl?: string
}

export function addIssueFlags(command: Command): void {
  command
    .option('--comments', 'with the address of an issue or request of GitHub or GitLab: its comments, too')
    .option('--github-url <url>', 'GitHub Enterprise server, which GITHUB_TOKEN is for (CAPUCHIN_GITHUB_URL)')
    .option('--gitlab-url <url>', 'GitLab server, which GITLAB_TOKEN is for (CAPUCHIN_GITLAB_URL)')
}
