/**
 * Reads aider's recorded chat history with our block parser and compares with the blocks that aider's own test expects:
 * `edit-golden.ts FOLDER [--list]`. FOLDER is a checkout of aider, of which tests/fixtures are read. Prints how many blocks are
 * the same and why others are not; `--list` shows each of those.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { editFormats } from '../src/edit/index.ts'

interface Block {
  readonly path: string
  readonly search: string
  readonly replace: string
}

interface Section {
  readonly blocks: readonly Block[]
  readonly commands: number
  readonly error: boolean
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false } },
})
const [folder] = positionals
if (folder === undefined) {
  console.error('give a checkout of aider')
  process.exit(2)
}
const fixtures = join(folder, 'tests/fixtures')
compare(
  readGold(readFileSync(join(fixtures, 'chat-history-search-replace-gold.txt'), 'utf8')),
  readHistory(readFileSync(join(fixtures, 'chat-history.md'), 'utf8')),
)

/** What a section of the history holds by our own rules, by its first line. */
function readHistory(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>()
  for (const section of text.split(/(?=####\s)/)) {
    // The history of work on these files quotes blocks that are no edits.
    if (/editblock_coder\.py|test_editblock\.py/.test(section) || section.trim() === '') continue
    const end = section.indexOf('\n')
    const { edits, problems, commands } = editFormats['search-replace'].parse(
      end < 0 ? '' : section.slice(end + 1),
    )
    const blocks = edits.map(({ path, readings: [{ search, replace }] }) => ({
      path,
      search: search ?? '',
      replace,
    }))
    add(sections, section.split('\n')[0]?.trim() ?? '', {
      blocks,
      commands: commands.length,
      error: problems.length > 0,
    })
  }
  return sections
}

/** The expected output: a section begins with its first line between signs, and holds blocks, commands or an error. */
function readGold(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>()
  for (const part of text.split(/\n\n(?=@@@ (?!SEARCH|REPLACE|SHELL|ENDSHELL).*@{20}\n)/)) {
    const header = /^\n*@@@ (.*) @{20}\n/.exec(part)
    if (header === null) continue
    const body = part.slice(header[0].length)
    const found = body.matchAll(/^@@@ SEARCH: (.*) @{20}\n([^]*?)@{20}\n([^]*?)@@@ REPLACE @{20}$/gm)
    const blocks = [...found].map(([, path = '', search = '', replace = '']) => ({ path, search, replace }))
    const commands = [...body.matchAll(/^@@@ SHELL @{20}$/gm)].length
    add(sections, header[1]?.trim() ?? '', { blocks, commands, error: blocks.length + commands === 0 })
  }
  return sections
}

/** Sections that begin with the same line are taken together. */
function add(sections: Map<string, Section>, header: string, more: Section): void {
  const known = sections.get(header) ?? { blocks: [], commands: 0, error: false }
  sections.set(header, {
    blocks: [...known.blocks, ...more.blocks],
    commands: known.commands + more.commands,
    error: known.error || more.error,
  })
}

function compare(gold: ReadonlyMap<string, Section>, own: ReadonlyMap<string, Section>): void {
  const differences: string[] = []
  const counts = new Map<string, number>()
  const count = (what: string, header: string, block?: Block): void => {
    counts.set(what, (counts.get(what) ?? 0) + 1)
    if (what !== 'the same')
      differences.push(`${what}: ${header}${block ? `\n${JSON.stringify(block, null, 1)}` : ''}`)
  }
  for (const [header, { blocks, error }] of gold) {
    const left = [...(own.get(header)?.blocks ?? [])]
    for (const block of blocks) {
      const same = left.findIndex((other) => isSame(block, other) && other.path === block.path)
      const at = same >= 0 ? same : left.findIndex((other) => isSame(block, other))
      const [other] = at < 0 ? [] : left.splice(at, 1)
      if (other === undefined) count('of other text, or not read', header, block)
      else if (other.path === block.path) count('the same', header)
      else count('of another file', header, { ...block, path: `${block.path} -> ${other.path}` })
    }
    for (const block of left) count(error ? 'read where aider gives up' : 'read besides', header, block)
  }
  for (const [header, { blocks }] of own)
    if (!gold.has(header)) for (const block of blocks) count('read where aider sees none', header, block)
  const sum = (sections: ReadonlyMap<string, Section>, of: (section: Section) => number): number =>
    [...sections.values()].reduce((total, section) => total + of(section), 0)
  for (const [name, sections] of [
    ['expected', gold],
    ['own', own],
  ] as const)
    console.log(
      `${name}: ${sum(sections, ({ blocks }) => blocks.length)} blocks, ${sum(sections, ({ commands }) => commands)} shell blocks or commands, ${sum(sections, ({ error }) => Number(error))} sections with errors`,
    )
  for (const [what, number] of counts) console.log(`${String(number).padStart(5)} ${what}`)
  if (values.list) console.log(differences.join('\n\n'))
}

function isSame(a: Block, b: Block): boolean {
  return a.search === b.search && a.replace === b.replace
}
