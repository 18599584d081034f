import { CapuchinError } from '../std/index.ts'
import { fetchText, type FetchedText, type TextRequest } from './fetch-text.ts'
import { readGithubIssue } from './github-issue.ts'
import { readGitlabIssue } from './gitlab-issue.ts'
import { parseIssueAddress, publicForges, type IssueAddress } from './issue-address.ts'
import { issueText } from './issue-text.ts'
import { parseJson, type ReadJson } from './read-json.ts'
import { pageText } from './web-page.ts'

/** Forges of one's own in place of the public ones, and what lets us in. */
export interface IssueHosts {
  /** Address of a GitHub Enterprise server; its token goes there and to no other host. */
  readonly githubUrl?: string | undefined
  readonly githubToken?: string | undefined
  readonly gitlabUrl?: string | undefined
  readonly gitlabToken?: string | undefined
}

export interface FetchIssueOptions {
  readonly hosts: IssueHosts
  /** Whether comments belong to the text; for issues and requests of forges. */
  readonly comments: boolean
  readonly signal: AbortSignal
  readonly timeoutMs?: number
}

const maxBytes = 4_000_000
/** Of the text that models are shown. */
const maxCharacters = 200_000

/**
 * The text of the issue at an address; its first line is the title.
 *
 * @throws CapuchinError `issue/bad-address`, as `fetchText` and `pageText`, `issue/bad-answer`, `issue/too-large`.
 */
export async function fetchIssue(address: string, options: FetchIssueOptions): Promise<string> {
  const { hosts, comments, signal, timeoutMs = 30_000 } = options
  const forges = {
    githubUrl: hosts.githubUrl ?? publicForges.githubUrl,
    gitlabUrl: hosts.gitlabUrl ?? publicForges.gitlabUrl,
  }
  const url = toUrl(address)
  for (const forge of Object.values(forges)) toUrl(forge)
  const place = parseIssueAddress(url, forges)
  const get = (request: Pick<TextRequest, 'url' | 'headers' | 'secret'>): Promise<FetchedText> =>
    fetchText({ ...request, maxBytes, timeoutMs, signal })
  const text = await readPlace(place, { get, comments, secret: secretOf(place, hosts) })
  if (text.length > maxCharacters)
    throw new CapuchinError(
      'issue/too-large',
      `the text at ${address} has ${text.length} characters, more than ${maxCharacters}`,
      { hint: 'save the part that matters to a file and give that' },
    )
  return text
}

interface Reading {
  readonly get: (request: Pick<TextRequest, 'url' | 'headers' | 'secret'>) => Promise<FetchedText>
  readonly comments: boolean
  readonly secret: Readonly<Record<string, string>>
}

async function readPlace(place: IssueAddress, { get, comments, secret }: Reading): Promise<string> {
  if (place.kind === 'page')
    return pageText(
      await get({ url: place.url, headers: { accept: 'text/html, text/plain;q=0.9, text/*;q=0.8' } }),
    )
  const accept = place.kind === 'github' ? 'application/vnd.github+json' : 'application/json'
  const readJson: ReadJson = async (url, schema) => {
    const answer = await get({ url, headers: { accept }, secret })
    return parseJson(answer.text, url, schema)
  }
  const read = { readJson, comments }
  return issueText(
    place.kind === 'github' ? await readGithubIssue(place, read) : await readGitlabIssue(place, read),
  )
}

/** A token belongs to one host: the one that is given, else the public one. */
function secretOf(place: IssueAddress, hosts: IssueHosts): Readonly<Record<string, string>> {
  if (place.kind === 'github') {
    const { githubUrl = publicForges.githubUrl, githubToken } = hosts
    const isOwn =
      isBelow(place.api, githubUrl) || (githubUrl === publicForges.githubUrl && isPublicApi(place.api))
    return isOwn && githubToken ? { authorization: `Bearer ${githubToken}` } : {}
  }
  if (place.kind === 'gitlab') {
    const { gitlabUrl = publicForges.gitlabUrl, gitlabToken } = hosts
    return isBelow(place.api, gitlabUrl) && gitlabToken ? { 'private-token': gitlabToken } : {}
  }
  return {}
}

function isBelow(api: string, base: string): boolean {
  return new URL(api).origin === new URL(base).origin
}

function isPublicApi(api: string): boolean {
  return new URL(api).origin === 'https://api.github.com'
}

function toUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url
  throw new CapuchinError(
    'issue/bad-address',
    `${url ? `${url.protocol}//${url.host}` : address} is no address to read`,
    {
      hint: 'give https://HOST/..., without a name or password in it',
    },
  )
}
