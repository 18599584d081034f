/** JSON with comments and trailing commas, as configuration files are written; null for what is none. */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(strip(text))
  } catch {
    return null
  }
}

/** One pass: a string is passed over whole, so that nothing in it is taken for a comment. */
function strip(text: string): string {
  const token =
    /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|,(?=(?:\s|\/\/[^\n]*\n|\/\*[^*]*\*\/){0,50}[}\]])/g
  return text.replace(/^\uFEFF/, '').replaceAll(token, (found) => (found.startsWith('"') ? found : ' '))
}
