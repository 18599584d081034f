/** Sorts recorded failures by their cause, by means of its own that share nothing with the format under test. */
export type FailureClass = 'stale' | 'whitespace' | 'other'

/** `text` is the file as it was when the block failed. Stale wins over whitespace. */
export function classifyFailure(text: string, search: string, replace: string): FailureClass {
  if (replace.trim() !== '' && holdsLines(text, replace) && !holdsLines(text, search)) return 'stale'
  const squeezed = squeeze(search)
  return squeezed.trim() !== '' && holdsLines(squeeze(text), squeezed) ? 'whitespace' : 'other'
}

/** How many line-aligned places a text has. */
export function countPlaces(text: string, part: string): number {
  const whole = `\n${text.endsWith('\n') ? text : `${text}\n`}`
  const wanted = `\n${part.endsWith('\n') ? part : `${part}\n`}`
  let places = 0
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) places += 1
  return places
}

function holdsLines(text: string, part: string): boolean {
  return countPlaces(text, part) > 0
}

/** Lines without any white space, blank ones left out. */
function squeeze(text: string): string {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s+/g, ''))
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}
