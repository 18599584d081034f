// oxlint-disable-next-line no-control-regex
const escapes = /\x1b(?:[@-Z\\-_]|\[[0-?]*[ -/]*[@-~])/g

/** The text without terminal escape sequences. */
export function dropEscapes(text: string): string {
  return text.includes('\x1b') ? text.replaceAll(escapes, '') : text
}
