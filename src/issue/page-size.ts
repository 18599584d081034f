/** Pages that are made, or made up, of more than any reader looks at take minutes to lay out. */
const mostElements = 50_000
const mostDepth = 500

/** Without an end, or whose end may be left out. */
const endless = new Set(
  'area base br col embed hr img input link meta source track wbr p li dt dd td th tr thead tbody tfoot option'.split(
    ' ',
  ),
)

/** Whether a page of HTML has more elements, or deeper ones, than are worth reading; in time linear in its length. */
export function isOversized(html: string): boolean {
  let [elements, depth] = [0, 0]
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)/g)) {
    const isOpening = slash === ''
    if (isOpening) elements += 1
    if (!endless.has(name.toLowerCase())) depth = Math.max(0, depth + (isOpening ? 1 : -1))
    if (elements > mostElements || depth > mostDepth) return true
  }
  return false
}
