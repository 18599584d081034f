import { termsOf } from '../lexical/terms.ts'
import { tokensOf } from '../lexical/tokens.ts'
import type { Import } from '../tags/file-tags.ts'
import { parseImport } from '../tags/parse-import.ts'

/** One frame of a traceback that a text quotes. */
export interface Frame {
  readonly path: string
  readonly line: number
  /** Null where the format names none. */
  readonly name: string | null
}

/** What a text says about where to look, found once and used for any number of files. */
export interface Question {
  /** Terms of the text with their weight: how often, sublinear, more in the title and in code. */
  readonly terms: ReadonlyMap<string, number>
  /** The same of the first line alone. */
  readonly titleTerms: ReadonlyMap<string, number>
  /** Names that are written like code; 1 for those quoted or called, less for what only looks like it. */
  readonly names: ReadonlyMap<string, number>
  /** Every word of the text as written. */
  readonly words: ReadonlySet<string>
  readonly dotted: ReadonlySet<string>
  /** Paths with forward slashes, as written. */
  readonly paths: ReadonlySet<string>
  /** Innermost call last, whatever the order of the format. */
  readonly frames: readonly Frame[]
  /** Import statements of its code, in any of the languages that have them on a line. */
  readonly imports: readonly Import[]
}

export function parseQuestion(text: string): Question {
  const [title = ''] = text.trimStart().split('\n', 1)
  const prose = text.replaceAll(urlPattern, (url) => url.replace(/^\w+:\/\/[^/]*/, ' '))
  const code = [...prose.matchAll(/```[^\n]*\n([\s\S]*?)(?:```|$)|`([^`\n]+)`/g)].map(
    ([, block, inline]) => block ?? inline ?? '',
  )
  const frames = findFrames(prose)
  return {
    terms: weighTerms(prose, title, code),
    titleTerms: weighTerms(title, '', []),
    names: findNames(prose, code),
    words: new Set(tokensOf(prose)),
    dotted: new Set(prose.match(/[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+/gu) ?? []),
    paths: new Set(
      (
        prose
          .replaceAll('\\', '/')
          .match(/[\p{L}\p{N}_.\-/]*[\p{L}\p{N}_-]\.[a-z][a-z0-9+]{0,5}(?![\p{L}\p{N}_])/giu) ?? []
      ).map((path) => path.replace(/^(?:\.{0,2}\/)+/, '')),
    ),
    frames,
    imports: findImports(prose),
  }
}

function findImports(text: string): readonly Import[] {
  const lines = text.matchAll(/^(?:[ \t>$#.]|In \[\d+\]:)*((?:from\s+[\w.]+\s+)?import\s+\(?[\w.*][^\n;]*)/gm)
  return [...lines].flatMap(([, statement = '']) => parseImport(statement, 'python'))
}

const urlPattern = /\bhttps?:\/\/[^\s)>\]]+/g

function weighTerms(text: string, title: string, code: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const add = (part: string, weight: number): void => {
    for (const token of tokensOf(part))
      for (const term of termsOf(token)) counts.set(term, (counts.get(term) ?? 0) + weight)
  }
  add(text, 1)
  add(title, 3)
  for (const part of code) if (!part.includes('\n')) add(part, 1)
  for (const [term, count] of counts)
    if (stopTerms.has(term)) counts.delete(term)
    else counts.set(term, Math.log2(1 + count))
  return counts
}

function findNames(text: string, code: readonly string[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  const add = (name: string, weight: number): void => {
    if (name.length > 2 && !stopTerms.has(name)) names.set(name, Math.max(names.get(name) ?? 0, weight))
  }
  for (const token of tokensOf(text)) if (looksLikeCode(token)) add(token, 0.7)
  for (const [, name = ''] of text.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\(/gu)) add(name, 0.7)
  for (const part of code) for (const token of tokensOf(part)) add(token, part.includes('\n') ? 0.4 : 1)
  return names
}

function looksLikeCode(token: string): boolean {
  return /\p{L}_+\p{L}|^_|\p{Ll}\p{Lu}|\p{Lu}{2,}\p{Ll}/u.test(token)
}

function findFrames(text: string): readonly Frame[] {
  const frames: Frame[] = []
  for (const [, path = '', line, name] of text.matchAll(
    /File "([^"\n]+)", line (\d+)(?:, in ([\p{L}\p{N}_<>.]+))?/gu,
  ))
    frames.push({ path: path.replaceAll('\\', '/'), line: Number(line), name: name ?? null })
  for (const [, path = '', line] of text.matchAll(/^\s*>?\s*([^\s:"'()]+\.[a-z]{1,4}):(\d+)(?::|\b)/gm))
    frames.push({ path: path.replaceAll('\\', '/'), line: Number(line), name: null })
  // JavaScript prints the innermost call first.
  const stack = [...text.matchAll(/^\s*at (?:async )?(?:([^\s(]+) )?\(?([^\s():]+):(\d+):\d+\)?/gm)]
  for (const [, name, path = '', line] of stack.toReversed())
    frames.push({ path, line: Number(line), name: name?.split('.').at(-1) ?? null })
  return frames
}

/** Words of English, of issue forms and of every program; nothing that could be a project's own name. */
const stopTerms: ReadonlySet<string> = new Set(
  (
    'the of and to in is it that this for with on as be are was not but or from at by an if when can have has had do ' +
    'does did will would should could there here what which who how why where then than so such also only just like ' +
    'into out up no yes all any some more most other one two you your we our my me they them their he she his her its ' +
    'am been being were because about after before while use used using get got make see need want think seem expect ' +
    'expected actual behavior behaviour issue bug problem version report description steps reproduce example code ' +
    'python def self cls return import none true false print pip install file line traceback recent call last'
  ).split(' '),
)
