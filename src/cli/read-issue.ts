import { readFile, stat } from 'node:fs/promises'
import { readIssueAddress } from '../app/index.ts'
import { CapuchinError, messageOf } from '../std/index.ts'
import type { IssueOptions } from './issue-flags.ts'
import { withStopSignal } from './stop-signal.ts'

/**
 * The text of an issue that was given as text, as an address, as a file's path, or as `-`.
 *
 * @throws CapuchinError `issue/*`, `solve/no-stdin`, `config/bad-flag`.
 */
export async function readIssue(
  issue: string,
  { comments = false, githubUrl, gitlabUrl }: IssueOptions = {},
): Promise<string> {
  if (/^https?:\/\/\S+$/.test(issue)) {
    const request = { address: issue, comments, githubUrl, gitlabUrl, env: process.env }
    return withStopSignal(
      () => undefined,
      (signal) => readIssueAddress(request, { signal }),
    )
  }
  if (comments)
    throw new CapuchinError(
      'config/bad-flag',
      '--comments is for the address of an issue, and this is none',
      {
        hint: 'give https://HOST/..., or leave --comments out',
      },
    )
  if (issue === '-') return text(process.stdin)
  const isFile = await stat(issue).then(
    (info) => info.isFile(),
    () => false,
  )
  return isFile ? readFile(issue, 'utf8') : issue
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString('utf8')
  } catch (cause) {
    throw new CapuchinError(
      'solve/no-stdin',
      `cannot read the issue from standard input: ${messageOf(cause)}`,
      { cause },
    )
  }
}
