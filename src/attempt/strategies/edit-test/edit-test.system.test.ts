import { describe, expect, it } from 'vitest'
import {
  forgetfulJournal,
  headlessApproval,
  toProblem,
  type AttemptEvent,
  type AttemptOutcome,
  type Journal,
} from '../../../domain/index.ts'
import { createScriptedModel, withJournal } from '../../../llm/index.ts'
import { createCodeFinder } from '../../../repo/index.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import { createSyntax } from '../../../syntax/index.ts'
import type { TestCommand } from '../../../test-runner/index.ts'
import { createSandboxFileTree } from '../../../workspace/index.ts'
import { createEditTest, measureBaseline, type EditTestOptions } from '../../index.ts'
import { createMemoryJournal } from '../../memory-journal.contract.ts'
import { createMemoryExecutions } from './fake-attempt.contract.ts'

const sandboxes = useLocalSandboxes()

interface Project {
  readonly files: Readonly<Record<string, string>>
  readonly issue: string
  readonly testCommand: TestCommand | null
  readonly replies: readonly string[]
}

interface Run {
  readonly path: string
  readonly journal?: Journal
  /** Called after every event; what it throws ends the attempt where it is. */
  readonly onEvent?: (event: AttemptEvent) => void
  readonly options?: Partial<EditTestOptions>
}

async function run(project: Project, { path, journal = forgetfulJournal, onEvent, options }: Run) {
  await using sandbox = await sandboxes.open(path)
  const { testCommand } = project
  const baseline = await measureBaseline({ sandbox, testCommand, failCommand: null, repetitions: 1 })
  const asked: string[] = []
  let step = 0
  const scripted = createScriptedModel(({ messages }) => {
    asked.push(messages.at(-1)?.text ?? '')
    return project.replies[step - 1] ?? ''
  })
  const events: AttemptEvent[] = []
  const attempt = createEditTest(options).run(
    toProblem({ instanceId: 'i', repo: 'r', baseCommit: 'c', problemStatement: project.issue }),
    {
      attemptIndex: 0,
      seed: 1,
      sandbox,
      journal,
      executions: createMemoryExecutions(),
      approval: headlessApproval,
      testCommand,
      failCommand: null,
      baseline,
      baseKey: 'base',
      context: null,
      code: createCodeFinder({ tree: createSandboxFileTree(sandbox), syntax: createSyntax(), folder: null }),
      model: withJournal(scripted, { journal, stage: 'model', step: () => step }),
      editor: null,
      deadline: null,
      concurrency: 2,
    },
    {},
  )
  for (;;) {
    const next = await attempt.next()
    if (next.done) return { outcome: next.value, events, asked }
    events.push(next.value)
    if (next.value.type === 'step-start') ({ step } = next.value)
    onEvent?.(next.value)
  }
}

function block(path: string, search: string, replace: string): string {
  return `<edit>\n${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n</edit>`
}

const done = 'That is it. <done></done>'

const python: Project = {
  files: {
    'src/adding.py': 'def add(a, b):\n    return a - b\n\n\ndef half(a):\n    return a / 2\n',
    'tests/__init__.py': '',
    'tests/test_half.py':
      'import sys\nimport unittest\n\nsys.path.insert(0, "src")\nimport adding\n\n\nclass HalfTest(unittest.TestCase):\n    def test_half(self):\n        self.assertEqual(adding.half(4), 2)\n',
  },
  issue: 'add(1, 2) of adding.py gives -1, and should give 3',
  testCommand: {
    framework: 'unittest',
    command: 'python3 -m unittest -v tests.test_half',
    cwd: '',
    foundIn: 'test',
  },
  replies: [
    '<test>\nfrom adding import sum\n</test>',
    '<test language="python">\nimport sys\nfrom adding import add\nprint("got", add(1, 2))\nsys.exit(0 if add(1, 2) == 3 else 2)\n</test>',
    done,
    block('src/adding.py', '    return a - b', '    return a * b'),
    block('src/adding.py', '    return a - b', '    return a + b').replace(
      '```\n</edit>',
      '<<<<<<< SEARCH\n    return a / 2\n=======\n    return a / 3\n>>>>>>> REPLACE\n```\n</edit>',
    ),
    block('src/adding.py', '    return a - b', '    return a + b'),
  ],
}

const javascript: Project = {
  files: {
    'package.json': '{ "name": "adding", "type": "module" }\n',
    'adding.js': 'export function add(a, b) {\n  return a - b\n}\n',
  },
  issue: 'add(1, 2) of adding.js gives -1, and should give 3',
  testCommand: null,
  replies: [
    '<test language="javascript">\nimport { add } from "./adding.js"\nconsole.log("got", add(1, 2))\nprocess.exit(add(1, 2) === 3 ? 0 : 2)\n</test>',
    done,
    block('adding.js', '  return a - b', '  return a + b'),
  ],
}

function verdictsOf(events: readonly AttemptEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'script-run' ? [`${event.on.split(' ')[0]}: ${event.verdict}`] : [],
  )
}

function patchOf(outcome: AttemptOutcome): string {
  return outcome.kind === 'submitted' ? (outcome.candidates[0]?.patch ?? '') : ''
}

describe('edit-test in a real sandbox', () => {
  it('repairs script and edit by what they do, in Python, and ends when tests agree', async () => {
    const { outcome, events, asked } = await run(python, { path: sandboxes.makeProject(python.files) })
    expect(verdictsOf(events)).toEqual([
      'base: crashed',
      'base: present',
      'patch: present',
      'patch: fixed',
      'patch: fixed',
    ])
    expect(outcome).toMatchObject({
      kind: 'submitted',
      candidates: [{ evidence: { plausible: true } }],
      test: { language: 'python' },
    })
    expect(patchOf(outcome)).toMatch(/-    return a - b\n\+    return a \+ b\n/)
    expect(patchOf(outcome)).not.toContain('a / 3')
    expect(asked[0]).toContain('src/adding.py')
    expect(asked[1]).toContain('ImportError')
    expect(asked[4]).toContain('+    return a * b')
    expect(asked[4]).toContain('got -1')
    expect(asked[4]).toContain('got 2')
    expect(asked[5]).toContain('test_half')
  })

  it('speaks JavaScript where the repository does', async () => {
    const { outcome, events, asked } = await run(javascript, {
      path: sandboxes.makeProject(javascript.files),
    })
    expect(asked[0]).toContain('<test language="javascript">')
    expect(verdictsOf(events)).toEqual(['base: present', 'patch: fixed'])
    expect(patchOf(outcome)).toContain('+  return a + b')
    expect(patchOf(outcome)).not.toContain('capuchin')
    expect(outcome).toMatchObject({ test: { language: 'javascript' } })
  })

  it('follows CodeMonkeys to the model’s own approval', async () => {
    const strict =
      '<edit>\n<<< SEARCH src/adding.py\n    return a - b\n======\n    return a + b\n>>> REPLACE\n</edit>'
    const paper: Project = {
      ...python,
      replies: [python.replies[1]?.replace(' language="python"', '') ?? '', done, strict, done],
    }
    const { outcome, asked } = await run(paper, {
      path: sandboxes.makeProject(python.files),
      options: {
        flow: 'codemonkeys',
        format: 'search-replace-strict',
        stopOnAgreement: false,
        overviewTokens: 0,
      },
    })
    expect(asked).toHaveLength(4)
    expect(outcome.kind).toBe('submitted')
  })

  it('goes on where it was killed, and asks and runs nothing twice', async () => {
    const path = sandboxes.makeProject(python.files)
    const whole = await run(python, { path })
    const moments = whole.events.flatMap(({ type }, at) =>
      type === 'model-reply' || type === 'script-run' || type === 'test-result' ? [at] : [],
    )
    expect(moments.length).toBeGreaterThan(10)
    for (const moment of moments.filter((_, at) => at % 3 === 1)) {
      const { journal, answers } = createMemoryJournal()
      let told = 0
      const stop = (): void => {
        if (told++ === moment) throw new Error('killed')
      }
      await expect(run(python, { path, journal, onEvent: stop })).rejects.toThrow('killed')
      const kept = [...answers.keys()].filter((key) => key.startsWith('model/')).length
      const again = await run(python, { path, journal: createMemoryJournal(answers).journal })
      expect(again.asked).toHaveLength(python.replies.length - kept)
      expect(again.outcome).toEqual(whole.outcome)
    }
  })
})
