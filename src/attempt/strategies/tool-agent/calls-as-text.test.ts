import {
  array,
  assert,
  boolean,
  constantFrom,
  dictionary,
  oneof,
  property,
  string,
  stringMatching,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCalls, renderCall } from './calls-as-text.ts'

const read = (text: string) => parseCalls(text).map(({ name, input }) => ({ name, input }))
const ls = { name: 'bash', input: { command: 'ls' } }

describe('parseCalls', () => {
  it.each([
    ['alone', '<function=bash><parameter=command>ls</parameter></function>'],
    [
      'with text around it',
      'I look.\n<function=bash>\n<parameter=command>ls</parameter>\n</function>\nThen I go on.',
    ],
    ['in a fence', '```\n<function=bash>\n<parameter=command>\nls\n</parameter>\n</function>\n```'],
    ['without its last tag', '<function=bash>\n<parameter=command>ls</parameter>\n'],
    ['without its last two tags', '<function=bash>\n<parameter=command>ls'],
    ['with the parameter unclosed', '<function=bash>\n<parameter=command>\nls\n</function>'],
    [
      'unclosed, with text behind it',
      '<function=bash><parameter=command>ls</parameter>\nThat lists the files.',
    ],
    ['with quoted names', '<function="bash"><parameter="command">ls</parameter></function>'],
    ['as JSON', '<function=bash>{"command": "ls"}</function>'],
  ])('reads a call %s', (_how, text) => {
    expect(read(text)).toEqual([ls])
  })

  it('reads several calls, in order', () => {
    const text = `${renderCall(ls)}\n${renderCall({ name: 'finish', input: {} })}`
    expect(read(text)).toEqual([ls, { name: 'finish', input: {} }])
  })

  it('begins a new parameter where the last was not closed', () => {
    const text = '<function=edit>\n<parameter=path>a.py\n<parameter=text>x</parameter>\n</function>'
    expect(read(text)).toEqual([{ name: 'edit', input: { path: 'a.py', text: 'x' } }])
  })

  it('keeps closing tags that stand inside a value', () => {
    const text =
      '<function=bash>\n<parameter=command>\necho "</parameter> or </function> then"\nls\n</parameter>\n</function>'
    expect(read(text)).toEqual([
      { name: 'bash', input: { command: 'echo "</parameter> or </function> then"\nls' } },
    ])
  })

  it.each(['', 'no call', '<function=>', '</function>', '<parameter=a>b</parameter>'])(
    'finds none in %j',
    (text) => {
      expect(read(text)).toEqual([])
    },
  )

  const pieces = constantFrom(
    '<function=a>',
    '</function>',
    '<parameter=b>',
    '</parameter>',
    '<\\/parameter>',
    '\n',
    '{"a": 1}',
    ' x ',
    '<',
    '\\',
  )

  it('never throws', () => {
    assert(
      property(array(oneof(pieces, string())), (parts) => {
        const text = parts.join('')
        expect(parseCalls(text).length).toBeLessThanOrEqual(text.split('<function').length - 1)
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives back what was rendered, whatever stands around it', () => {
    const value = array(oneof(pieces, string())).map((parts) => parts.join(''))
    const input = dictionary(stringMatching(/^[a-z][a-z_]{0,9}$/), value, { noNullPrototype: true })
    assert(
      property(input, boolean(), (values, around) => {
        const call = { name: 'tool', input: values }
        const text = around ? `First this.\n${renderCall(call)}\nThen that.` : renderCall(call)
        expect(read(text)).toEqual([call])
      }),
      { numRuns: 2_000 },
    )
  })
})
