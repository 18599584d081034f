import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseVerdict } from './verdict.ts'

const relevant = (summary: string) => ({ kind: 'relevant', summary })
const notRelevant = { kind: 'not-relevant' }

describe('parseVerdict', () => {
  it.each<[string, string, object]>([
    ['plain', 'It adds.\n\nVERDICT: relevant\nSUMMARY: add subtracts', relevant('add subtracts')],
    ['plain, not', 'It adds.\n\nVERDICT: not relevant', notRelevant],
    ['bold', '**VERDICT:** **Relevant**\n**SUMMARY:** *add* subtracts', relevant('add subtracts')],
    ['bold, whole', '**Verdict: Not Relevant**', notRelevant],
    ['lower case', 'verdict: relevant\nsummary: add', relevant('add')],
    ['a heading and a list', '## Verdict: relevant\n- Summary: add', relevant('add')],
    ['a quote', '> VERDICT: not relevant', notRelevant],
    ['in code', '`VERDICT: relevant`\n`SUMMARY: add`', relevant('add')],
    ['windows lines', 'VERDICT: relevant\r\nSUMMARY: add\r\n', relevant('add')],
    ['verdict on the next line', '### Verdict:\n\nNot relevant', notRelevant],
    ['a dash', 'VERDICT - relevant\nSUMMARY - add', relevant('add')],
    ['a full stop', 'VERDICT: not relevant.', notRelevant],
    ['spelled otherwise', 'Relevance: NOT_RELEVANT', notRelevant],
    ['irrelevant', 'Verdict: irrelevant', notRelevant],
    ['an adverb', 'Verdict: not directly relevant', notRelevant],
    [
      'summary over lines',
      'VERDICT: relevant\nSUMMARY: add\nsubtracts\nhere',
      relevant('add subtracts here'),
    ],
    ['summary on the next line', 'VERDICT: relevant\nSUMMARY:\n\nadd subtracts', relevant('add subtracts')],
    ['a trailing note', 'VERDICT: relevant\nSUMMARY: add\n\nI may be wrong.', relevant('add')],
    ['a note on the next line', 'VERDICT: relevant\nSUMMARY: add\nNote: perhaps', relevant('add')],
    ['summary first', 'SUMMARY: add\nVERDICT: relevant', relevant('add')],
    ['no summary', 'add subtracts\nhere\n\nVERDICT: relevant', relevant('add subtracts here')],
    ['one line alone', 'It only prints.\n\nNot relevant.', notRelevant],
    ['one line alone, yes', 'add subtracts\n\n**Relevant**', relevant('add subtracts')],
    ['JSON', '{"verdict": "relevant", "summary": "add"}', relevant('add')],
    ['JSON in a fence', 'So:\n```json\n{"verdict": "not relevant"}\n```', notRelevant],
    ['JSON with a truth', 'I say {"Relevant": true, "Summary": ["add", "sub"]}.', relevant('add sub')],
    ['JSON with a comma', '{"is_relevant": false,}', notRelevant],
    ['both kinds in the thoughts', 'VERDICT: relevant | not relevant\n\nVERDICT: not relevant', notRelevant],
    [
      'a change of mind',
      'VERDICT: not relevant\n\nWait, it does.\nVERDICT: relevant\nSUMMARY: add',
      relevant('add'),
    ],
    [
      'a sentence that is no verdict',
      'The tests are not relevant here.\nNot relevant is the logging, either.\nVERDICT: relevant\nSUMMARY: not relevant for logs, but add is',
      relevant('not relevant for logs, but add is'),
    ],
  ])('reads %s', (_what, reply, verdict) => {
    expect(parseVerdict(reply)).toEqual(verdict)
  })

  it.each([
    ['nothing', ''],
    ['thoughts alone', 'This file is not relevant to logging. It could be relevant to add.'],
    ['the choice itself', 'VERDICT: relevant or not relevant'],
    ['a shrug', 'VERDICT: unsure'],
    ['other JSON', '{"files": ["a.py"]}'],
    ['half a reply', 'The file defines add and I think the VERD'],
  ])('does not guess from %s', (_what, reply) => {
    expect(parseVerdict(reply).kind).toBe('unreadable')
  })

  it('reads what any thoughts are put before, unless they hold a verdict', () => {
    const thought = fc
      .string()
      .filter((text) => parseVerdict(text).kind === 'unreadable' && !/[[{`]/.test(text))
    fc.assert(
      fc.property(thought, fc.boolean(), (text, yes) => {
        const reply = `${text}\nVERDICT: ${yes ? 'relevant\nSUMMARY: it is' : 'not relevant'}`
        expect(parseVerdict(reply)).toEqual(yes ? relevant('it is') : notRelevant)
      }),
    )
  })

  it('cuts long summaries', () => {
    const verdict = parseVerdict(`VERDICT: relevant\nSUMMARY: ${'word '.repeat(1000)}`)
    expect(verdict.kind === 'relevant' && verdict.summary.length).toBe(600)
  })
})
