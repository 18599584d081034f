/** Text that is HTML already. Everything else is escaped where it is put in. */
export interface Html {
  readonly html: string
}

type Part = Html | string | number | null | readonly Part[]

/** HTML with values put in: strings and numbers as text, lists one after another, null as nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return {
    html: strings.map((text, at) => text + (at < values.length ? toHtml(values[at] ?? null) : '')).join(''),
  }
}

function toHtml(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return 'html' in part ? part.html : part.map(toHtml).join('')
}

/** As text, and within quoted attributes. Signs that no browser shows are shown by their names. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\0', '\u2400')
}

/** A long text with its middle left out, and how much that is. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  const half = Math.floor(most / 2)
  return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out; capuchin show --json has them …\n${text.slice(-half)}`
}
