import { randomUUID } from 'node:crypto'

/** The body that OpenAI's file endpoint takes: a file of JSON lines, and what it is for. */
export function openAiUpload(file: {
  readonly purpose: 'batch' | 'fine-tune'
  readonly name: string
  readonly content: string
}): { readonly contentType: string; readonly content: string } {
  const boundary = `capuchin-${randomUUID()}`
  const part = (head: string, content: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`
  const content = [
    part('name="purpose"', file.purpose),
    part(`name="file"; filename="${file.name}"\r\ncontent-type: application/jsonl`, file.content),
    `--${boundary}--\r\n`,
  ].join('')
  return { contentType: `multipart/form-data; boundary=${boundary}`, content }
}
