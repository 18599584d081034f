import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { block, causes, fix, useEditLoop, type Ran } from './edit-loop-runs.contract.ts'

const run = useEditLoop()

describe('edit-loop with a file that is too long to be shown whole', () => {
  const steps = Array.from(
    { length: 400 },
    (_, at) => `def step_${at}(x):\n    y = x + ${at}\n    return y * 2\n`,
  )
  const prepare = (root: string): Promise<void> => writeFile(join(root, 'src/new.py'), steps.join('\n'))
  const edit = block('src/new.py', '    y = x + 57\n', '    y = x - 57\n')
  const asked = (model: Ran['model'], at: number): string => JSON.stringify(model.requests[at]?.messages)

  it('shows parts, and others where they are asked for', async () => {
    const replies = ['I need\n\nsrc/new.py\n', 'Of src/new.py step_57, please.', edit]
    const ran = await run({ replies, prepare, options: { fileTokens: 3_000 } })
    expect(causes(ran)).toEqual(['files-added', 'files-added'])
    expect(asked(ran.model, 1)).toContain('src/new.py (in part, for its length)')
    expect(asked(ran.model, 1)).toContain('def step_57(x):')
    expect(asked(ran.model, 1)).not.toContain('    y = x + 57')
    expect(asked(ran.model, 2)).toContain('    y = x + 57')
    expect(asked(ran.model, 2)).toContain('src/new.py (in part, for its length; to their ends: step_57)')
    expect(ran.read('src/new.py')).toContain('y = x - 57')
    expect(ran.outcome.kind).toBe('submitted')
  })

  it('leaves room for others that are named with it', async () => {
    const replies = ['src/new.py\nsrc/add.py\n', fix]
    const ran = await run({ replies, prepare, options: { fileTokens: 4_500 } })
    expect(asked(ran.model, 1)).toContain('def add(a, b):')
    expect(ran.outcome.kind).toBe('submitted')
  })

  it('says so where there is no room for a part either, and once only', async () => {
    const replies = ['src/new.py', 'src/new.py', 'Then I give up.']
    const ran = await run({ replies, prepare, options: { fileTokens: 100 } })
    expect(causes(ran)).toEqual(['too-long', 'no-edits'])
    expect(asked(ran.model, 1)).toContain('There is no room left in the conversation to show:')
  })

  it('takes an edit of it all the same', async () => {
    const ran = await run({ replies: [edit], prepare, options: { fileTokens: 100 } })
    expect(ran.read('src/new.py')).toContain('y = x - 57')
  })

  it('shows no parts to who has to write all of it', async () => {
    const replies = ['src/new.py', 'Then I give up.', 'Yes.']
    const ran = await run({ replies, prepare, options: { fileTokens: 3_000, format: 'whole' } })
    expect(causes(ran)).toEqual(['too-long', 'no-edits'])
  })
})
