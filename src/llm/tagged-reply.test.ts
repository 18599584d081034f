import { describe, expect, it } from 'vitest'
import { readTaggedReply, type TaggedReply, type TagRules, type TagSet } from './tagged-reply.ts'

type Tag = 'test' | 'edit' | 'done'
const all: readonly Tag[] = ['test', 'edit', 'done']
const tags: TagSet<Tag> = { names: all, whole: ['done'], endless: ['done'], short: [] }
const read =
  (reading: TagRules<Tag>['reading']) =>
  (text: string, expected: readonly Tag[]): TaggedReply<Tag> =>
    readTaggedReply(text, { tags, expected, reading })
const parseReply = read('strict')
const parseReplyOfCodeMonkeys = read('bare')

function essence(reply: TaggedReply<Tag>): string {
  return reply.kind === 'block' ? `${reply.block.tag}: ${reply.block.body}` : reply.reason
}

describe('a reply, read strictly', () => {
  it.each([
    ['a script', 'Let me see.\n<test>\nprint(1)\n</test>\n', 'test: print(1)'],
    ['an edit', '<edit>x</edit>', 'edit: x'],
    ['done, in each spelling', 'Good. <done/>', 'done: '],
    ['done with words in it', '<done>all is well</done>', 'done: all is well'],
    ['done that is not closed', 'I am <done>', 'done: '],
    ['tags in a script are its own', '<test>\nprint("<edit>")\n</test>', 'test: print("<edit>")'],
    [
      'a closing tag within a line of a script is its own',
      '<test>\nprint("</test>")\n</test>',
      'test: print("</test>")',
    ],
    ['tags in a fence say nothing', '```\n<edit>a</edit>\n```\n<test>b</test>', 'test: b'],
    ['a fence in a fence closes nothing', '```\n```xml\n<edit>a</edit>\n```\n<test>b</test>', 'test: b'],
    ['tags in code say nothing', 'I could say `<done>`, but: <test>b</test>', 'test: b'],
    ['a fence in a block is its own', '<test>\n```\nx\n```\n</test>', 'test: ```\nx\n```'],
    ['a reply that is a fence as a whole', '```xml\n<edit>\na\n</edit>\n```', 'edit: a'],
  ])('reads %s', (_what, text, wanted) => {
    expect(essence(parseReply(text, all))).toBe(wanted)
  })

  it.each([
    ['nothing', 'Just words.', all, /one of <test>, <edit>, <done>.*0 <test>, 0 <edit>, 0 <done>/],
    ['both', '<test>a</test><done></done>', all, /1 <test>, 0 <edit>, 1 <done>/],
    ['two of a kind', '<test>a</test><test>b</test>', all, /2 <test>/],
    ['two beside done', '<test>a</test><test>b</test><done/>', all, /2 <test>, 0 <edit>, 1 <done>/],
    ['what was not asked for', '<test>a</test>', ['edit'], /exactly one <edit> and nothing else.*1 <test>/],
    ['what is not closed', '<edit>\na', all, /never closed/],
  ] as const)('does not read %s', (_what, text, expected, reason) => {
    expect(essence(parseReply(text, expected))).toMatch(reason)
  })

  it('keeps the attributes', () => {
    const reply = parseReply('<test language="go">package main</test>', all)
    expect(reply).toMatchObject({ block: { attributes: ' language="go"' } })
  })
})

describe('a reply, read as CodeMonkeys does', () => {
  it.each([
    ['one tag', 'x <test> a </test>', all, 'test: a'],
    ['a tag in a fence', '```\n<edit>a</edit>\n```', all, 'edit: a'],
    ['two scripts beside done', '<test>a</test><test>b</test><done></done>', all, 'done: '],
  ] as const)('reads %s', (_what, text, expected, wanted) => {
    expect(essence(parseReplyOfCodeMonkeys(text, expected))).toBe(wanted)
  })

  it.each([
    ['both', '<test>a</test><done></done>', /1 <test>, 0 <edit>, 1 <done>/],
    ['done that is not closed', '<done>', /0 <done>/],
    ['two scripts', '<test>a</test><test>b</test>', /2 <test>/],
  ])('does not read %s', (_what, text, reason) => {
    expect(essence(parseReplyOfCodeMonkeys(text, all))).toMatch(reason)
  })
})
