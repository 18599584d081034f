import { clip, html, type Html } from './html.ts'

const mostCharacters = 200_000

/** A git diff with its lines coloured. */
export function diffBlock(patch: string): Html {
  if (patch.trim() === '') return html`<p class="soft">No change.</p>`
  const lines = clip(patch.trimEnd(), mostCharacters).split('\n')
  return html`<pre class="diff">
${lines.map((line) => html`<span class="${kindOf(line)}">${line === '' ? ' ' : line}</span>`)}</pre>`
}

function kindOf(line: string): string {
  if (/^(?:diff --git|index |--- |\+\+\+ |new file|deleted file|similarity|rename )/.test(line)) return 'file'
  if (line.startsWith('@@')) return 'hunk'
  return line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : 'same'
}
