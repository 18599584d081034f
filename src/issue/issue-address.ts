/** Where the text of an issue is read. */
export type IssueAddress =
  | {
      readonly kind: 'github'
      /** Without a slash at its end. */
      readonly api: string
      readonly owner: string
      readonly repository: string
      readonly number: number
    }
  | {
      readonly kind: 'gitlab'
      readonly api: string
      /** With all its groups: `group/sub/project`. */
      readonly project: string
      readonly what: 'issues' | 'merge_requests'
      readonly number: number
    }
  | { readonly kind: 'page'; readonly url: string }

/** Hosts of one's own, as addresses. */
export interface ForgeUrls {
  readonly githubUrl: string
  readonly gitlabUrl: string
}

export const publicForges: ForgeUrls = { githubUrl: 'https://github.com', gitlabUrl: 'https://gitlab.com' }

/**
 * What an address of a browser points to: paths as both forges have them, on their public hosts and on those that are
 * given. A path with GitLab's own mark in it is read as GitLab's on any host.
 */
export function parseIssueAddress(url: URL, forges: ForgeUrls): IssueAddress {
  for (const base of new Set([forges.githubUrl, publicForges.githubUrl])) {
    const path = pathBelow(url, base)
    const [, owner, repository, number] =
      (path && /^([^/]+)\/([^/]+)\/(?:issues|pull)\/(\d+)(?:\/.*)?$/.exec(path)) || []
    if (owner && repository)
      return { kind: 'github', api: githubApi(base), owner, repository, number: Number(number) }
  }
  for (const base of new Set([forges.gitlabUrl, publicForges.gitlabUrl, url.origin])) {
    const path = pathBelow(url, base)
    const mark = base === url.origin && !isForge(url.origin, forges) ? '-/' : '(?:-/)?'
    const [, project, what, number] =
      (path &&
        new RegExp(`^(.+?/.+?)/${mark}(issues|work_items|merge_requests)/(\\d+)(?:/.*)?$`).exec(path)) ||
      []
    if (project && what)
      return {
        kind: 'gitlab',
        api: `${base.replace(/\/+$/, '')}/api/v4`,
        project,
        what: what === 'merge_requests' ? what : 'issues',
        number: Number(number),
      }
  }
  return { kind: 'page', url: url.href }
}

/** Null where the address is not below the base. */
function pathBelow(url: URL, base: string): string | null {
  const { origin, pathname } = new URL(base)
  const prefix = pathname.endsWith('/') ? pathname : `${pathname}/`
  if (url.origin !== origin || !url.pathname.startsWith(prefix)) return null
  return decodeURI(url.pathname.slice(prefix.length)).replace(/\/+$/, '')
}

function isForge(origin: string, { gitlabUrl }: ForgeUrls): boolean {
  return [gitlabUrl, publicForges.gitlabUrl].some((base) => new URL(base).origin === origin)
}

/** The public host has an API host of its own; others have it below a path. */
function githubApi(base: string): string {
  return base === publicForges.githubUrl ? 'https://api.github.com' : `${base.replace(/\/+$/, '')}/api/v3`
}
