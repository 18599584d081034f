import { z } from 'zod'
import type { ForgeIssue } from './issue-text.ts'
import type { IssueAddress } from './issue-address.ts'
import { readPages, type ReadJson } from './read-json.ts'

const issueSchema = z.object({ title: z.string(), description: z.string().nullish() })

const noteSchema = z.object({
  author: z.object({ username: z.string() }).nullish(),
  created_at: z.string(),
  body: z.string(),
  /** Written by the program: labels, assignments. */
  system: z.boolean().default(false),
})

/** An issue or merge request of GitLab, by its REST API of version 4. */
export async function readGitlabIssue(
  { api, project, what, number }: Extract<IssueAddress, { readonly kind: 'gitlab' }>,
  { readJson, comments }: { readonly readJson: ReadJson; readonly comments: boolean },
): Promise<ForgeIssue> {
  const path = `${api}/projects/${encodeURIComponent(project)}/${what}/${number}`
  const { title, description } = await readJson(path, issueSchema)
  const notes = comments ? await readPages(`${path}/notes?sort=asc`, noteSchema, readJson) : []
  return {
    title,
    body: description ?? '',
    comments: notes
      .filter(({ system }) => !system)
      .map(({ author, created_at: at, body }) => ({ author: author?.username ?? 'somebody', at, body })),
  }
}
