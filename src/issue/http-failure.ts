import { CapuchinError } from '../std/index.ts'

export interface FailedAnswer {
  readonly url: URL
  readonly body: string
  readonly hint: string
}

/** What an answer other than a success means for who wants to read an issue. */
export function failureOf(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  { url, hint }: FailedAnswer,
): CapuchinError {
  const where = url.href
  const isLimit = status === 429 || (status === 403 && isSpent(headers))
  if (isLimit)
    return new CapuchinError(
      'issue/rate-limit',
      `${url.host} answers no more requests${untilText(headers)}`,
      {
        hint: 'wait, or set a token in the environment (GITHUB_TOKEN, GITLAB_TOKEN), which has a limit of its own',
      },
    )
  if (status === 404 || status === 410)
    return new CapuchinError('issue/not-found', `there is nothing at ${where} (${status})`, {
      hint: 'look at the address; what is not public needs a token in the environment (GITHUB_TOKEN, GITLAB_TOKEN)',
    })
  if (status === 401 || status === 403)
    return new CapuchinError('issue/denied', `${url.host} does not let us read ${where} (${status})`, {
      hint: 'set a token in the environment that may read it (GITHUB_TOKEN, GITLAB_TOKEN)',
    })
  return new CapuchinError('issue/failed', `${where} answers ${status}`, { hint })
}

function isSpent(headers: Headers): boolean {
  return headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after')
}

/** When it will again, as GitHub (`x-ratelimit-reset`), GitLab (`ratelimit-reset`) or anybody (`retry-after`) says it. */
function untilText(headers: Headers): string {
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? Number.NaN)
  if (Number.isFinite(reset) && reset > 0)
    return ` until ${new Date(reset * 1000).toISOString().replace(/\.\d+Z$/, 'Z')}`
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? ` for ${seconds} s` : ''
}
