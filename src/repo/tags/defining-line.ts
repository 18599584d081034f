import type { DefinitionKind } from './file-tags.ts'

export interface NamedDefinition {
  readonly name: string
  readonly kind: DefinitionKind
}

/** What a line of a language without a grammar defines, by the ways that most languages do; null for nothing. */
export function definedIn(line: string): NamedDefinition | null {
  for (const { pattern, kind } of shapes) {
    const { name, word = '' } = pattern.exec(line)?.groups ?? {}
    if (name !== undefined) return { name: lastPart(name), kind: kind ?? kindOf(word.toLowerCase()) }
  }
  return null
}

interface Shape {
  /** With the groups `name` and, where the kind depends on it, `word`. */
  readonly pattern: RegExp
  readonly kind?: DefinitionKind
}

/**
 * In order, the first that fits counts. Each begins at the line's start, and no part of one can also be read as the
 * part after it, so that a line that fits nowhere costs no more than its length.
 */
const shapes: readonly Shape[] = [
  // Words that define, after up to four that say more: `public static class A`, `pub(crate) fn a`, `CREATE TABLE a`.
  {
    pattern:
      /^\s*(?:(?!(?:return|if|else|for|while|import|from|use|require|in|of|is)\s)[a-z]+(?:\([a-z]*\))?\s+){0,4}?(?<word>class|struct|interface|trait|protocol|object|record|enum|extension|exception|message|service|contract|defmodule|module|namespace|package|unit|program|typealias|typedef|newtype|data|type|table|view|def|defp|defmacro|fn|func|fun|function|sub|proc|procedure|subroutine|method|macro|iterator|template|trigger|rpc|class_name)!?\s+(?:if\s+not\s+exists\s+|rec\s+|alias\s+|body\s+|impure\s+|(?:[sgl]|<sid>):)?[`"[]?(?<name>[\p{L}_][\p{L}\p{N}_.:]*)/iu,
  },
  // Lisp: `(defn open [x]`, `(define (open x)`.
  {
    pattern:
      /^\s*\((?:[\w.-]+\/)?(?<word>def(?:un|n-?|macro|method|multi|protocol|record|type|struct|class|generic|var|parameter|constant|ine)?)\s+\(?(?<name>[^\s()[\]{}"';^:]+)/u,
  },
  // Objective-C: `@interface Box`, `- (void)open:(int)x`.
  { pattern: /^@(?:interface|implementation|protocol)\s+(?<name>\w+)/u, kind: 'class' },
  { pattern: /^[-+]\s*\([^()]*\)\s*(?<name>\w+)/u, kind: 'function' },
  // CMake: `function(open x)`.
  { pattern: /^\s*(?:function|macro)\s*\(\s*(?<name>\w+)/iu, kind: 'function' },
  // ML: `let rec open x =`, and what stands at the left edge only, for others are local.
  {
    pattern: /^(?:let|val|and)\s+(?:rec\s+|mutable\s+|inline\s+)*(?<name>[\p{L}_][\p{L}\p{N}_']*)/u,
    kind: 'function',
  },
  {
    pattern: /^\s+(?:static\s+|override\s+|abstract\s+)?member\s+(?:[\p{L}_]+\.)?(?<name>[\p{L}_]\w*)/u,
    kind: 'function',
  },
  // Haskell and Elm: `open :: Key -> Lid`.
  { pattern: /^(?<name>[\p{Ll}_][\p{L}\p{N}_']*)(?:\s*::|\s:)\s+[\p{L}([{]/u, kind: 'function' },
  // Erlang: `open(Key) ->`.
  { pattern: /^-(?:module|record)\(\s*(?<name>\w+)/u, kind: 'module' },
  { pattern: /^(?<name>\p{Ll}\w*)\([^()]*\)\s*(?:->|when\s)/u, kind: 'function' },
  // Julia: `open(x) = ...`.
  { pattern: /^(?<name>\p{L}[\p{L}\p{N}_!]*)\([^()]*\)\s*=\s/u, kind: 'function' },
  // Of C's kind: `static Lid open(Key k) {`.
  {
    pattern:
      /^\s*(?:(?!(?:return|else|new|throw|case|in|if|do|elif|unless|await|yield|not)\s)[\p{L}_][\p{L}\p{N}_.<>[\]*&,]*\s+){1,4}[*&]*(?<name>[\p{L}_]\w*)\s*\([^()]*\)[\s\w]*\{\s*$/u,
    kind: 'function',
  },
]

function kindOf(word: string): DefinitionKind {
  if (/^(?:defmodule|module|namespace|package|unit|program|extension)$/.test(word)) return 'module'
  if (/^(?:type|typealias|typedef|newtype|data|deftype)$/.test(word)) return 'type'
  if (/^(?:table|view|def|defvar|defparameter|defconstant|define)$/.test(word))
    return word === 'def' || word === 'define' ? 'function' : 'variable'
  return classWords.test(word) ? 'class' : 'function'
}

const classWords =
  /^(?:class|struct|interface|trait|protocol|object|record|enum|exception|message|service|contract|class_name|def(?:protocol|record|struct|class))$/

/** `A::B.c` is used by its last part. */
function lastPart(name: string): string {
  const parts = name.split(/::|\./).filter((part) => part !== '')
  return parts.at(-1)?.replace(/:+$/, '') ?? name
}
