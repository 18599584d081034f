import { CapuchinError } from '../../std/index.ts'

/**
 * The git diff that takes a git diff back: new files become deleted ones, modes and names change sides, and removed
 * lines stand before added ones again. Format: git-diff(1), "Generating patch text with -p".
 *
 * @throws CapuchinError `dataset/irreversible-patch` for a copied file, and for a binary one whose old content the
 *   patch does not carry.
 */
export function reversePatch(patch: string): string {
  const lines = patch.split('\n')
  const closed = lines.at(-1) === ''
  if (closed) lines.pop()
  const files: string[][] = [[]]
  let at = 0
  while (at < lines.length) {
    const piece = reversePiece(lines, at)
    if (lines[at]?.startsWith('diff --git ')) files.push([])
    files.at(-1)?.push(...piece.lines)
    at = piece.end
  }
  return [...deletionsFirst(files).flat(), ...(closed ? [''] : [])].join('\n')
}

/** The lines from `at` up to `end` taken back: a hunk, a binary patch, a pair of header lines, or one line. */
function reversePiece(
  lines: readonly string[],
  at: number,
): { readonly lines: readonly string[]; readonly end: number } {
  const line = lines[at] ?? ''
  const next = lines[at + 1] ?? ''
  if (line.startsWith('@@ ')) {
    const end = endOfHunk(lines, at)
    return { lines: reverseHunk(lines.slice(at, end)), end }
  }
  if (line === 'GIT binary patch') {
    const end = endOfBinary(lines, at)
    return { lines: reverseBinary(lines.slice(at, end)), end }
  }
  if (line.startsWith('--- ') && next.startsWith('+++ '))
    return { lines: [`--- ${otherSide(next.slice(4))}`, `+++ ${otherSide(line.slice(4))}`], end: at + 2 }
  if (isPair(line, next)) return { lines: reversePair(line, next), end: at + 2 }
  return { lines: [reverseHeader(line)], end: at + 1 }
}

/** A file that becomes a link is deleted and made again under one name; taken back, the deletion still comes first. */
function deletionsFirst(files: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const ordered = [...files]
  for (let at = 1; at < ordered.length; at += 1) {
    const [before = [], after = []] = ordered.slice(at - 1, at + 1)
    const sameName = before[0] === after[0] && before[0] !== undefined
    if (sameName && before[1]?.startsWith('new file') && after[1]?.startsWith('deleted file'))
      ordered.splice(at - 1, 2, after, before)
  }
  return ordered
}

const gitLine = /^diff --git ("?a\/.*?"?) ("?b\/.*"?)$/

function reverseHeader(line: string): string {
  if (/^copy (?:from|to) /.test(line)) throw irreversible('it copies a file')
  if (line.startsWith('diff --git ')) return reverseGitLine(line)
  if (line.startsWith('new file mode ')) return `deleted file mode ${line.slice('new file mode '.length)}`
  if (line.startsWith('deleted file mode ')) return `new file mode ${line.slice('deleted file mode '.length)}`
  return line
    .replace(/^index ([0-9a-f]+)\.\.([0-9a-f]+)/, 'index $2..$1')
    .replace(/^Binary files (.+) and (.+) differ$/, (_all, before: string, after: string) => {
      return `Binary files ${otherSide(after)} and ${otherSide(before)} differ`
    })
}

/** Names may hold blanks: where both sides are equal they are halves of the line, else they are quoted or renamed. */
function reverseGitLine(line: string): string {
  const rest = line.slice('diff --git '.length)
  const half = (rest.length - 1) / 2
  if (rest.startsWith('a/') && rest.slice(2, half) === rest.slice(half + 3)) return line
  const [, before = '', after = ''] = gitLine.exec(line) ?? []
  return before === '' ? line : `diff --git ${otherSide(after)} ${otherSide(before)}`
}

/** Lines that come in pairs and change places: modes of one file, names of a renamed one. */
function isPair(line: string, next: string): boolean {
  return (
    (line.startsWith('rename from ') && next.startsWith('rename to ')) ||
    (line.startsWith('old mode ') && next.startsWith('new mode '))
  )
}

function reversePair(line: string, next: string): readonly string[] {
  const word = line.startsWith('old mode ') ? ['old mode ', 'new mode '] : ['rename from ', 'rename to ']
  const [first = '', second = ''] = word
  return [`${first}${next.slice(second.length)}`, `${second}${line.slice(first.length)}`]
}

/** A name with the letter of the other side; /dev/null has none. */
function otherSide(name: string): string {
  return name.replace(/^("?)([ab])\//, (_all, quote: string, side: string) => {
    return `${quote}${side === 'a' ? 'b' : 'a'}/`
  })
}

/** Index after the last line of the hunk that starts at `at`, found by the counts of its header. */
function endOfHunk(lines: readonly string[], at: number): number {
  const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[at] ?? '')
  if (!counts) return at + 1
  let before = Number(counts[1] ?? 1)
  let after = Number(counts[2] ?? 1)
  let end = at + 1
  while (end < lines.length && (before > 0 || after > 0 || lines[end]?.startsWith('\\'))) {
    const sign = lines[end]?.[0] ?? ' '
    if (sign !== '+' && sign !== '\\') before -= 1
    if (sign !== '-' && sign !== '\\') after -= 1
    end += 1
  }
  return end
}

function reverseHunk(lines: readonly string[]): readonly string[] {
  const [header = '', ...body] = lines
  const output = [header.replace(/^@@ -(\S+) \+(\S+) @@/, '@@ -$2 +$1 @@')]
  let removed: string[] = []
  let added: string[] = []
  let last = output
  const flush = (): void => {
    output.push(...removed, ...added)
    removed = []
    added = []
  }
  for (const line of body)
    if (line.startsWith('\\')) last.push(line)
    else if (line.startsWith('+')) (last = removed).push(`-${line.slice(1)}`)
    else if (line.startsWith('-')) (last = added).push(`+${line.slice(1)}`)
    else {
      flush()
      ;(last = output).push(line)
    }
  flush()
  return output
}

/** Index after a binary patch: two blocks of encoded lines, each closed by a blank line. */
function endOfBinary(lines: readonly string[], at: number): number {
  let end = at + 1
  while (end < lines.length && !lines[end]?.startsWith('diff --git ')) end += 1
  return end
}

/** The second block of a binary patch holds the way back, where git was told to write it in full. */
function reverseBinary(lines: readonly string[]): readonly string[] {
  const [header = '', ...rest] = lines
  const split = rest.indexOf('')
  const forward = rest.slice(0, split)
  const backward = rest.slice(split + 1)
  const close = backward.indexOf('')
  const body = close < 0 ? backward : backward.slice(0, close)
  if (split < 0 || !/^(?:literal|delta) \d+$/.test(body[0] ?? ''))
    throw irreversible('it changes a binary file and does not carry the old content')
  return [header, ...body, '', ...forward, '', ...(close < 0 ? [] : backward.slice(close + 1))]
}

function irreversible(why: string): CapuchinError {
  return new CapuchinError('dataset/irreversible-patch', `the patch cannot be taken back: ${why}`)
}
