import { z } from 'zod'
import type { ForgeIssue } from './issue-text.ts'
import type { IssueAddress } from './issue-address.ts'
import { readPages, type ReadJson } from './read-json.ts'

const author = z.object({ login: z.string() }).nullish()

const issueSchema = z.object({ title: z.string(), body: z.string().nullish() })

const commentSchema = z.object({ user: author, created_at: z.string(), body: z.string().nullish() })

/** An issue or pull request of GitHub, by its REST API of version 2022-11-28: both have one number and one form. */
export async function readGithubIssue(
  { api, owner, repository, number }: Extract<IssueAddress, { readonly kind: 'github' }>,
  { readJson, comments }: { readonly readJson: ReadJson; readonly comments: boolean },
): Promise<ForgeIssue> {
  const path = `${api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repository)}/issues/${number}`
  const { title, body } = await readJson(path, issueSchema)
  const found = comments ? await readPages(`${path}/comments`, commentSchema, readJson) : []
  return {
    title,
    body: body ?? '',
    comments: found.map(({ user, created_at: at, body: text }) => ({
      author: user?.login ?? 'somebody',
      at,
      body: text ?? '',
    })),
  }
}
