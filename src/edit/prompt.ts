import { readFileSync } from 'node:fs'

/** Text of a prompt file that is part of this package, without its final newline. */
export function readPrompt(url: URL): string {
  return readFileSync(url, 'utf8').trimEnd()
}
