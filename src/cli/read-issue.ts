import { readFile, stat } from 'node:fs/promises'
import { CapuchinError, messageOf } from '../std/index.ts'

/**
 * The text of an issue that was given as text, as a file's path, or as `-`.
 *
 * @throws CapuchinError `solve/issue-url`, `solve/no-stdin`.
 */
export async function readIssue(issue: string): Promise<string> {
  if (issue === '-') return text(process.stdin)
  const isFile = await stat(issue).then(
    (info) => info.isFile(),
    () => false,
  )
  if (isFile) return readFile(issue, 'utf8')
  if (/^https?:\/\//.test(issue)) {
    throw new CapuchinError('solve/issue-url', 'issues are not fetched from addresses', {
      hint: 'save the text to a file, or pipe it in with -',
    })
  }
  return issue
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
