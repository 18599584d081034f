/**
 * Tokens of a text, counted so that no usual tokenizer needs more for a text of some length: common words at one or
 * two tokens, unlikely rows of letters at one for every two or three, what is no Latin letter at its worst. Lines add
 * up: the count of a text is that of its lines together.
 */
export function countTokens(text: string): number {
  return Math.ceil(weighTokens(text) / tokenWeight)
}

export const tokenWeight = 10

/** Tokens in tenths: sums of these, unlike those of whole tokens, are not rounded up at every piece. */
export function weighTokens(text: string): number {
  let weight = 0
  let before: Before = 'start'
  for (const { index, 0: piece, 1: words, 2: digits, 3: blanks, 4: signs } of text.matchAll(pieces)) {
    if (words !== undefined) weight += weighWord(piece, before)
    else if (digits !== undefined) weight += tokenWeight
    else if (blanks !== undefined) weight += weighBlanks(piece, text.charAt(index + piece.length))
    else if (signs !== undefined) weight += weighSigns(piece)
    else if (piece === '\n') weight += before === 'sign' ? 3 : before === 'start' ? 5 : tokenWeight
    else weight += weighOther(piece)
    before = piece === '\n' ? 'start' : blanks !== undefined ? 'blank' : signs === undefined ? 'word' : 'sign'
  }
  return weight
}

type Before = 'start' | 'blank' | 'word' | 'sign'

/** Words end where their case turns, as tokens of code mostly do. */
const pieces = /([A-Z]?[a-z]+|[A-Z]+(?![a-z]))|([0-9]{1,3})|( +)|([!-/:-@[-`{-~]+)|\n|[^]/gu

/** Of a word alone; more where it is glued to what stands before it, which breaks the tokens of both. */
function weighWord(word: string, before: Before): number {
  const { length } = word
  const rare = countRarePairs(word)
  if (length > 1 && word === word.toUpperCase())
    return tokenWeight + 6 * rare + 1.5 * (length - 2) + (before === 'blank' ? 2 : 5)
  const isGlued = before === 'word' || before === 'sign'
  const isCapital = word < 'a'
  const glue = isGlued && length > 1 ? (before === 'word' || isCapital ? 6 : 2) + Math.min(7, 4 * rare) : 0
  return tokenWeight + 5 * rare + 1.5 * Math.max(0, length - 7) + glue
}

/** One blank before a word or a sign belongs to it, none before a number. */
function weighBlanks(blanks: string, next: string): number {
  return blanks.length === 1 && !/[0-9\n]/.test(next) ? 2 : tokenWeight * (1 + Math.floor(blanks.length / 16))
}

function weighSigns(signs: string): number {
  let weight = 7
  for (let at = 1; at < signs.length; at++) {
    const pair = signs.slice(at - 1, at + 1)
    weight += pair[0] === pair[1] ? 4 : commonSigns.has(pair) ? 6 : tokenWeight
  }
  return weight
}

/** At worst a token is a byte; the usual scripts of three bytes need no more than two. */
function weighOther(sign: string): number {
  const code = sign.codePointAt(0) ?? 0
  if (code < 0x80) return tokenWeight
  if (code < 0x800) return 2 * tokenWeight
  if (code >= 0x3040 && code < 0xd7b0) return 2 * tokenWeight
  return (code < 0x10000 ? 3 : 4) * tokenWeight
}

function countRarePairs(word: string): number {
  let rare = 0
  for (let at = 1; at < word.length; at++) {
    const row = followers[(word.charCodeAt(at - 1) | 32) - 97] ?? ''
    if (!row.includes(word.charAt(at).toLowerCase())) rare++
  }
  return rare
}

/** For each letter those that often follow it in the words of code. */
const followers = (
  'bcdfgiklmnprstuvxy aeilorsu acehiklorstu acdefilorsu abcdefgilmnopqrstvwxy aefilortu aehilnorstu aeiort ' +
  'abcdefglmnoprstvxz e ei adefilostuy abeilmopsu acdefginopstuv abcdefgiklmnoprstuvw aehiloprstuy u ' +
  'acdegilmnoprstuy acehilopqstuy acehilmoprstuy abcefgilmnprst aeio acehio ceipt mnpsy e'
).split(' ')

const commonSigns: ReadonlySet<string> = new Set(
  (
    '() ); }; ): )) (( )] )} [] {} }) ]) ](  ). ), (" (\' ") \') ", \', =" =\' => -> == != <= >= += -= *= /* */ :: ' +
    "({ ([ }, ], ]; ]: (_ [' '] [\" \"] {' '} `` </ /> _( ._ (*"
  ).split(/ +/),
)
