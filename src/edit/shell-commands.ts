import type { SuggestedCommand } from './edit.ts'

const opening =
  /^\s*(`{3,}|~{3,})\s*(?:bash|sh|shell|console|cmd|batch|powershell|ps1|zsh|fish|ksh|csh|tcsh)\s*$/i

/** Commands in a reply's shell fences; fences that hold edit blocks (`isEditLine`) are none. */
export function listCommands(
  lines: readonly string[],
  isEditLine: (line: string) => boolean,
): readonly SuggestedCommand[] {
  const commands: SuggestedCommand[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const mark = opening.exec(lines[at] ?? '')?.[1]
    if (mark === undefined) continue
    let end = at + 1
    while (end < lines.length && !(lines[end] ?? '').trim().startsWith(mark)) end += 1
    const body = lines.slice(at + 1, end)
    // A fence that never closes was cut off: half a command is no suggestion.
    if (end < lines.length && !body.some(isEditLine)) commands.push(...toCommands(body, at + 2))
    at = end
  }
  return commands
}

function toCommands(body: readonly string[], firstLine: number): readonly SuggestedCommand[] {
  const commands: SuggestedCommand[] = []
  let held: SuggestedCommand | null = null
  for (const [index, raw] of body.entries()) {
    const text: string = raw.trim().replace(/^\$ /, '')
    const joined: string = held === null ? text : `${held.command}\n${text}`
    const line: number = held?.line ?? firstLine + index
    held = text.endsWith('\\') ? { command: joined, line } : null
    if (held === null && text !== '' && !text.startsWith('#')) commands.push({ command: joined, line })
  }
  return commands
}
