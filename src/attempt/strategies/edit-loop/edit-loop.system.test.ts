import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Suggestion } from '../../../domain/index.ts'
import { createScriptedModel, type ScriptedReply } from '../../../llm/index.ts'
import { createCodeFinder } from '../../../repo/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createMemoryJournal } from '../../memory-journal.contract.ts'
import { v035Flow } from '../../index.ts'
import {
  block,
  candidatesOf,
  causes,
  fix,
  lastText,
  useEditLoop,
  works,
  type Ran,
  type Setup,
} from './edit-loop-runs.contract.ts'

const run = useEditLoop()

describe('edit-loop', () => {
  it('shows a file that is asked for, applies the edit and submits a patch with evidence', async () => {
    const ran = await run({ replies: ['I need `src/add.py`.', fix], failCommand: works })
    expect(ran.outcome).toMatchObject({
      kind: 'submitted',
      candidates: [{ rank: 0, evidence: { plausible: true, failCommand: { before: 1, after: 0 } } }],
    })
    expect(ran.read('src/add.py')).toContain('a + b')
    expect(causes(ran)).toEqual(['files-added'])
    const shown = ran.model.requests[1]?.messages.map(({ text }) => text).join('\n')
    expect(shown).toContain('src/add.py\n```\ndef add(a, b):')
    expect(ran.events[0]).toMatchObject({ type: 'attempt-start', strategy: 'edit-loop' })
    expect(ran.events.at(-1)?.type).toBe('attempt-end')
  })

  it('shows files that the issue names from the start', async () => {
    const ran = await run({ issue: 'src/add.py is wrong', replies: [fix] })
    expect(ran.outcome.kind).toBe('submitted')
    expect(ran.events).toContainEqual({
      type: 'files-added',
      paths: ['src/add.py'],
      reason: 'the issue names it',
    })
  })

  it('shows a map for the issue, without the files that are shown in full, and names the others', async () => {
    const prepare = async (root: string): Promise<void> => {
      await mkdir(join(root, 'tests'))
      await writeFile(join(root, 'tests/test_add.py'), 'import add\n')
    }
    const texts = async (setup: Partial<Setup>): Promise<string> => {
      const { model } = await run({ replies: [fix], prepare, ...setup })
      return model.requests[0]?.messages.map(({ text }) => text).join('\n') ?? ''
    }
    const mapped = await texts({ issue: 'mul is wrong' })
    expect(mapped).toContain('src/mul.py\n    1 def mul(a, b):\nsrc/add.py\n    1 def add(a, b):\n')
    expect(mapped.match(/^tests\/test_add\.py$/gm)).toHaveLength(1)
    const named = await texts({ issue: 'mul is wrong, see src/add.py' })
    expect(named).toContain('src/mul.py\n    1 def mul(a, b):')
    expect(named).not.toContain('1 def add(a, b):')
    expect(named.match(/^src\/add\.py$/gm)).toHaveLength(1)
    const listed = await texts({ options: { overview: 'files' } })
    expect(listed).toContain(
      'Files of the repository:\n\n.gitignore\nsrc/add.py\nsrc/mul.py\ntests/test_add.py',
    )
  })

  it('goes on with names of files where the code cannot be read, and the same when it goes on later', async () => {
    const tree = {
      list: () => Promise.reject(new CapuchinError('git/failed', 'no index')),
      read: () => Promise.resolve(null),
    }
    const broken = createCodeFinder({ tree, syntax: createSyntax(), folder: null })
    const { journal, answers } = createMemoryJournal()
    const ran = await run({ replies: [fix], tools: { code: broken, journal } })
    expect(ran.outcome.kind).toBe('submitted')
    expect(ran.events).toContainEqual({
      type: 'warning',
      text: 'no map of the code can be shown: no index',
    })
    const again = await run({ replies: [fix], tools: { journal: createMemoryJournal(answers).journal } })
    expect(again.model.requests[0]?.messages).toEqual(ran.model.requests[0]?.messages)
  })

  it('asks with the same bytes whatever was read before', async () => {
    const first = await run({ replies: [fix] })
    const second = await run({ replies: [fix] })
    expect(second.model.requests[0]?.messages).toEqual(first.model.requests[0]?.messages)
  })

  it('sends a failed edit back with the nearest text, and takes the correction', async () => {
    const wrong = block('src/add.py', '    return a - c\n', '    return a + b\n')
    const ran = await run({ replies: [wrong, fix], failCommand: works })
    expect(ran.outcome.kind).toBe('submitted')
    expect(causes(ran)).toEqual(['edit'])
    expect(lastText(ran)).toContain('return a - b')
  })

  it('sends back what no longer parses, but not what never did', async () => {
    const broken = block('src/add.py', '    return a - b\n', '    return (a + b\n')
    const mend = block('src/add.py', '    return (a + b\n', '    return a + b\n')
    const ran = await run({ replies: [broken, mend] })
    expect(causes(ran)).toEqual(['lint'])
    const old = await run({
      prepare: (root) =>
        writeFile(join(root, 'src/add.py'), 'def broken(:\n\ndef add(a, b):\n    return a - b\n'),
      replies: [fix],
    })
    expect(causes(old)).toEqual([])
  })

  it('sends back what still fails, and stops at the limit with what it has', async () => {
    const halves = ['a * b', 'a / b', 'b - a'].map((now, at) =>
      block('src/add.py', `    return ${['a - b', 'a * b', 'a / b'][at]}\n`, `    return ${now}\n`),
    )
    const ran = await run({ replies: halves, failCommand: works, options: { maxReflections: 2 } })
    expect(ran.outcome).toMatchObject({ kind: 'limit', which: 'reflections' })
    expect(ran.outcome.kind === 'limit' ? ran.outcome.candidates.length : 0).toBe(3)
    expect(causes(ran)).toEqual(['tests', 'tests'])
  })

  it('never blames a reply for tests that failed before it', async () => {
    const body = (name: string, truth: string) =>
      `    def test_${name}(self):\n        self.assertTrue(${truth})\n`
    const tests = `import unittest\nfrom src import add, mul\n\nclass T(unittest.TestCase):\n${body('add', 'add.add(1, 0) == 1')}${body('mul', 'mul.mul(2, 2) == 4')}${body('old', 'False')}`
    const testCommand = {
      framework: 'unittest',
      command: 'python3 -m unittest -v tests.test_all',
      cwd: '',
      foundIn: 'test',
    } as const
    const prepare = async (root: string): Promise<void> => {
      await mkdir(join(root, 'tests'))
      await writeFile(join(root, 'tests/test_all.py'), tests)
    }
    const breaks = block('src/mul.py', '    return a * b\n', '    return a + b + 1\n')
    const mends = block('src/mul.py', '    return a + b + 1\n', '    return a * b\n')
    const ran = await run({ testCommand, prepare, replies: [fix + breaks, mends] })
    expect(causes(ran)).toEqual(['tests'])
    const complaint = ran.events.flatMap((event) => (event.type === 'reflection' ? [event.text] : [])).join()
    const [listed = ''] = complaint.split('Output of the tests')
    expect(listed).toContain('test_mul')
    expect(listed).not.toContain('test_old')
    expect(ran.outcome).toMatchObject({
      kind: 'submitted',
      candidates: [{ evidence: { plausible: true } }, {}],
    })
  })

  it('writes outside in no setting', async () => {
    const outside = block('../escaped.py', '', 'x\n')
    const ran = await run({ replies: [outside], options: v035Flow })
    expect(ran.events).toContainEqual({
      type: 'edit-rejected',
      path: '../escaped.py',
      reason: 'its path leaves the repository',
    })
    expect(ran.outcome.kind).toBe('no-patch')
  })

  it('stops when a reply leads to where an earlier one led', async () => {
    const wrong = block('src/add.py', 'nothing like it at all\n', 'x\n')
    const ran = await run({ replies: [wrong, wrong, wrong, wrong] })
    expect(ran.outcome).toMatchObject({ kind: 'no-patch', reason: expect.stringContaining('no progress') })
    expect(ran.model.requests).toHaveLength(2)
  })

  it('ends without a patch when there is none', async () => {
    const ran = await run({ replies: ['I cannot.'], options: { insistOnEdits: false } })
    expect(ran.outcome).toMatchObject({ kind: 'no-patch' })
  })

  it('goes on with a reply that was cut off, and never takes half a block', async () => {
    const [head, tail] = [fix.slice(0, 60), fix.slice(60)]
    const cut = { text: head, finishReason: 'length' as const }
    const whole = await run({ replies: [cut, tail] })
    expect(whole.read('src/add.py')).toContain('a + b')
    const never = await run({ replies: [cut, fix], options: { maxContinuations: 0 } })
    expect(causes(never)).toEqual(['edit'])
    expect(never.outcome.kind).toBe('submitted')
  })

  it('writes nothing through links, outside, or where git ignores it', async () => {
    const replies = [
      block('link/x.py', '', 'x\n') +
        block('../x.py', '', 'x\n') +
        block('build/x.py', '', 'x\n') +
        block('src/new.py', '', 'x = 1\n'),
      'That is all.',
    ]
    const ran = await run({ replies, prepare: (root) => symlink('/tmp', join(root, 'link')) })
    const rejected = ran.events.flatMap((event) => (event.type === 'edit-rejected' ? [event.reason] : []))
    expect(rejected).toEqual([
      'its path goes through the symbolic link link',
      'its path leaves the repository',
      'its path is ignored by git',
    ])
    expect(ran.read('src/new.py')).toBe('x = 1\n')
  })

  it('asks before it shows, creates or runs anything', async () => {
    const asked: Suggestion[] = []
    const approval = {
      ask: (suggestion: Suggestion) => {
        asked.push(suggestion)
        return Promise.resolve('no' as const)
      },
    }
    const reply = `${fix}${block('src/new.py', '', 'x\n')}\n\`\`\`bash\ntouch ran\n\`\`\`\n`
    const ran = await run({
      replies: [reply, 'Then not.'],
      tools: { approval },
      options: { insistOnEdits: false },
    })
    expect(asked.map(({ kind }) => kind)).toEqual(['run-command', 'add-file', 'create-file'])
    expect(ran.events).toContainEqual({ type: 'command-suggested', command: 'touch ran', ran: false })
    expect(ran.outcome.kind).toBe('no-patch')
  })

  it('tells of edits while they stream', async () => {
    const ran = await run({ replies: [`${fix}${'and so on, at length. '.repeat(30)}\n`] })
    const stages = ran.events.flatMap((event, at) =>
      event.type === 'stage' && event.stage === 'edit' ? [at] : [],
    )
    expect(stages).toHaveLength(1)
    expect(stages[0]).toBeLessThan(ran.events.findIndex(({ type }) => type === 'model-reply'))
  })

  it.each([
    ['llm/budget', { kind: 'limit', which: 'budget' }],
    ['llm/context-length', { kind: 'limit', which: 'tokens' }],
    ['llm/unreachable', { kind: 'infra', code: 'llm/unreachable' }],
    ['sandbox/base-changed', { kind: 'infra', code: 'base-changed' }],
  ])('ends as a value on %s', async (code, wanted) => {
    const ran = await run({ replies: [new CapuchinError(code, 'said the test')] })
    expect(ran.outcome).toMatchObject(wanted)
  })

  it('ends as cancelled, or at its deadline', async () => {
    const cancelled = await run({ replies: [fix], signal: AbortSignal.abort() })
    expect(cancelled.outcome.kind).toBe('cancelled')
    const late = await run({ replies: [fix], tools: { deadline: performance.now() - 1 } })
    expect(late.outcome).toMatchObject({ kind: 'limit', which: 'time' })
  })

  it('follows the flow of version 0.35 when asked to', async () => {
    const reply = `${fix}The same goes for src/mul.py.`
    const ran = await run({ replies: [reply, 'All is done.'], options: v035Flow })
    expect(causes(ran)).toEqual(['files-added'])
    expect(ran.outcome).toMatchObject({ kind: 'submitted', candidates: [{ evidence: { plausible: false } }] })
  })

  it('refuses to run without a model', async () => {
    await expect(run({ replies: [], tools: { model: null } })).rejects.toMatchObject({
      code: 'attempt/no-model',
    })
  })
})

describe('edit-loop with an editor', () => {
  const planned = async (
    plans: readonly ScriptedReply[],
    edits: readonly ScriptedReply[],
    setup: Partial<Setup> = {},
  ) => {
    const editor = { ...createScriptedModel(edits), id: { provider: 'scripted', model: 'gpt-4.1' } }
    const ran = await run({ failCommand: works, ...setup, replies: plans, tools: { editor, ...setup.tools } })
    return { ...ran, editor }
  }
  const patch =
    '*** Begin Patch\n*** Update File: src/add.py\n@@\n-    return a - b\n+    return a + b\n*** End Patch\n'
  const textsOf = (model: Pick<Ran['model'], 'requests'>, call: number): string =>
    model.requests[call]?.messages.map(({ text }) => text).join('\n') ?? ''

  it('has the one plan in prose and the other write what it planned, in the format of its own family', async () => {
    const ran = await planned(['I need `src/add.py`.', 'In `src/add.py`, add must add.'], [patch])
    expect(ran.outcome).toMatchObject({ kind: 'submitted', candidates: [{ evidence: { plausible: true } }] })
    expect(ran.read('src/add.py')).toContain('a + b')
    expect(textsOf(ran.model, 1)).toContain('return a - b')
    expect(textsOf(ran.model, 1)).not.toMatch(/SEARCH|Begin Patch/)
    expect(ran.editor.requests).toHaveLength(1)
    const asked = textsOf(ran.editor, 0)
    for (const part of ['add is wrong', 'In `src/add.py`, add must add.', 'return a - b', '*** Begin Patch'])
      expect(asked).toContain(part)
    const stages = ran.events.flatMap((event) =>
      event.type === 'model-reply' ? [[event.stage, event.model]] : [],
    )
    expect(stages).toEqual([
      ['plan', 'scripted/scripted'],
      ['plan', 'scripted/scripted'],
      ['edits', 'scripted/gpt-4.1'],
    ])
  })

  it('sends the editor what went wrong, and asks the other no more', async () => {
    const wrong = patch.replace('-    return a - b', '-    return a * b')
    const broken = patch.replace('a + b', 'a +')
    const mend = patch.replace('-    return a - b', '-    return a +')
    const ran = await planned(['In src/add.py, add must add.'], [wrong, broken, mend], {
      issue: 'src/add.py is wrong',
    })
    expect(causes(ran)).toEqual(['edit', 'lint'])
    expect(ran.model.requests).toHaveLength(1)
    expect(textsOf(ran.editor, 1)).toContain('is not in the file')
    expect(ran.read('src/add.py')).toContain('a + b')
  })

  it('ends where there are only requests for files', async () => {
    const ran = await planned(['I need `src/add.py`.', 'I need `src/mul.py`.'], [], {
      options: { maxReflections: 1 },
    })
    expect(ran.outcome.kind).toBe('limit')
    expect(ran.editor.requests).toHaveLength(0)
  })
})

describe('edit-loop with replies that leave their format', () => {
  it('applies a diff where blocks were asked for, and deletes and moves files', async () => {
    const diff =
      '```diff\n--- a/src/add.py\n+++ b/src/add.py\n@@\n-    return a - b\n+    return a + b\n```\n'
    const more = '```diff\nrename from src/mul.py\nrename to src/new.py\n```\n'
    const ran = await run({ replies: [diff + more], failCommand: works })
    expect(ran.outcome).toMatchObject({ kind: 'submitted', candidates: [{ evidence: { plausible: true } }] })
    expect([ran.read('src/mul.py'), ran.read('src/new.py')]).toEqual([
      null,
      'def mul(a, b):\n    return a * b\n',
    ])
  })
  it.each([
    ['a patch', '*** Begin Patch\n*** Update File: src/mul.py\n*** Move to: src/new.py\n*** End Patch\n'],
    ['a diff', '```diff\nrename from src/mul.py\nrename to src/new.py\n```\n'],
  ])('keeps a file that can be run so when %s moves it', async (_, reply) => {
    const ran = await run({ replies: [reply], prepare: (root) => chmod(join(root, 'src/mul.py'), 0o755) })
    const [patch] = candidatesOf(ran)
    expect(patch).toMatch(/src\/new\.py/)
    expect(patch).not.toContain('644')
  })

  it('moves no link, and says so', async () => {
    const reply = '*** Begin Patch\n*** Update File: link\n*** Move to: src/new.py\n*** End Patch\n'
    const ran = await run({
      replies: [reply, 'Then not.'],
      prepare: (root) => symlink('src/mul.py', join(root, 'link')),
    })
    expect(ran.events).toContainEqual(
      expect.objectContaining({ type: 'edit-rejected', path: 'link', reason: 'its path is a symbolic link' }),
    )
    expect(ran.read('src/new.py')).toBeNull()
  })
})
