/** One program with its arguments, quotes taken off. */
export interface ShellCommand {
  readonly words: readonly string[]
  /** What was written for its standard input. */
  readonly input: string
}

/** Programs that only start another one. */
const starters = new Set([
  'sudo',
  'time',
  'nohup',
  'exec',
  'command',
  'xargs',
  'then',
  'do',
  'else',
  'if',
  'while',
  '!',
  '{',
  'env',
  'nice',
])

/**
 * The programs that a shell text calls, those inside of `$(...)`, backticks and `bash -c` included. It reads what agents
 * write and checks nothing: a text that is no shell text gives words all the same.
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  return splitCommands(text).flatMap(({ words, input }) => {
    const own = dropStarters(words)
    const [program = '', ...rest] = own
    const script = /^(?:ba|da|z)?sh$/.test(program) ? argumentOf(rest, '-c') : null
    const inner = script ?? (/^(?:ba|da|z)?sh$/.test(program) && rest.length === 0 ? input : null)
    return [{ words: own, input }, ...(inner === null || inner === '' ? [] : shellCommands(inner))]
  })
}

/** Git's subcommand and what follows it; null for another program. */
export function gitArguments({
  words,
}: ShellCommand): { readonly name: string; readonly args: readonly string[] } | null {
  if (baseName(words[0] ?? '') !== 'git') return null
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '-C' || word === '-c' || word === '--git-dir' || word === '--work-tree') at += 1
    else if (!word.startsWith('-')) return { name: word, args: words.slice(at + 1) }
  }
  return null
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function argumentOf(words: readonly string[], flag: string): string | null {
  const at = words.findIndex((word) => word === flag || /^-[a-z]*c$/.test(word))
  return at < 0 ? null : (words[at + 1] ?? null)
}

function dropStarters(words: readonly string[]): readonly string[] {
  let at = 0
  for (;;) {
    const word = words[at] ?? ''
    if (starters.has(word) || /^[A-Za-z_]\w*=/.test(word)) at += 1
    else if (word === 'timeout') at += words[at + 1]?.startsWith('-') ? 3 : 2
    else if (at > 0 && words[at - 1] === 'xargs' && word.startsWith('-')) at += /^-[nIP]$/.test(word) ? 2 : 1
    else return words.slice(at)
  }
}

interface Building {
  words: string[]
  input: string
}

function splitCommands(text: string): readonly ShellCommand[] {
  const commands: Building[] = []
  const waiting: { readonly mark: string; readonly command: Building }[] = []
  let [at, word, hasWord] = [0, '', false]
  let command: Building = { words: [], input: '' }
  const endWord = (): void => {
    if (hasWord) command.words.push(word)
    ;[word, hasWord] = ['', false]
  }
  const endCommand = (): void => {
    endWord()
    if (command.words.length > 0) commands.push(command)
    command = { words: [], input: '' }
  }
  const add = (part: string): void => {
    word += part
    hasWord = true
  }
  const inside = (from: number, to: number): void => {
    for (const one of splitCommands(text.slice(from, to)))
      commands.push({ words: [...one.words], input: one.input })
    add('$')
    at = to + 1
  }
  while (at < text.length) {
    const char = text[at] ?? ''
    const heredoc = /^<<-?\s*(['"]?)([\w.]+)\1/.exec(text.slice(at, at + 60))
    if (char === '\\') {
      if (text[at + 1] !== '\n') add(text[at + 1] ?? '')
      at += 2
    } else if (char === "'") {
      const end = indexOrEnd(text, "'", at + 1)
      add(text.slice(at + 1, end))
      at = end + 1
    } else if (char === '"') {
      const end = endOfDouble(text, at + 1)
      const quoted = text.slice(at + 1, end)
      for (const [, a, b] of quoted.matchAll(/\$\(([^()]*)\)|`([^`]*)`/g))
        for (const one of splitCommands(a ?? b ?? ''))
          commands.push({ words: [...one.words], input: one.input })
      add(quoted.replaceAll(/\\(["\\$`])/g, '$1'))
      at = end + 1
    } else if (text.startsWith('$(', at) && text[at + 2] !== '(') inside(at + 2, closing(text, at + 2))
    else if (char === '`') inside(at + 1, indexOrEnd(text, '`', at + 1))
    else if (char === '#' && !hasWord) at = indexOrEnd(text, '\n', at)
    else if (heredoc) {
      waiting.push({ mark: heredoc[2] ?? '', command })
      at += heredoc[0].length
    } else if (char === '\n') {
      endCommand()
      at += 1
      for (const { mark, command: reader } of waiting.splice(0)) {
        const body = new RegExp(`^([\\s\\S]*?)^\\s*${mark.replaceAll('.', '\\.')}\\s*$`, 'm').exec(
          text.slice(at),
        )
        reader.input = body?.[1] ?? text.slice(at)
        at += body?.[0].length ?? text.length
      }
    } else if (/[;&|()]/.test(char)) {
      endCommand()
      at += 1
    } else if (/\s/.test(char)) {
      endWord()
      at += 1
    } else {
      add(char)
      at += 1
    }
  }
  endCommand()
  return commands
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from)
  return at < 0 ? text.length : at
}

function endOfDouble(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}

function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0) return at
  }
  return text.length
}
