import {
  noUsage,
  toProblem,
  type AttemptEvent,
  type AttemptOutcome,
  type Usage,
} from '../../../domain/index.ts'
import { createScriptedModel, type Model, type ScriptedReply } from '../../../llm/index.ts'
import { createCodeFinder } from '../../../repo/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import { collect, createFakeAttempt } from '../edit-test/fake-attempt.contract.ts'
import type { WorkflowOptions } from './options.ts'
import { createWorkflow } from './workflow.ts'

/** A shop whose `Cart.total` forgets amounts, with a function that is too long to be written anew. */
export const fakeShop: Readonly<Record<string, string>> = {
  'shop/cart.py': `import math
from shop.prices import price_of

LIMIT = 10


class Cart:
    """What somebody wants to buy."""

    def __init__(self):
        self.lines = []

    def add(self, name, amount):
        self.lines.append((name, amount))

    def total(self):
        return sum(price_of(name) for name, amount in self.lines)


def empty():
    return Cart()
`,
  'shop/prices.py': `PRICES = {'tea': 3}


def price_of(name):
    return PRICES[name]
`,
  'shop/report.py': `def report(cart):
${Array.from({ length: 80 }, (_, at) => `    print('line ${at} of the report of a cart')`).join('\n')}
    return cart.total()
`,
  'tests/test_cart.py': 'def test_total():\n    pass\n',
}

const fakeIssue = toProblem({
  instanceId: 'i',
  repo: 'owner/shop',
  baseCommit: 'c',
  problemStatement: 'Cart.total forgets amounts\n\nTwo teas cost as much as one.',
})

export interface FakeRun {
  readonly outcome: AttemptOutcome
  readonly events: readonly AttemptEvent[]
  /** Names of the states that it went through. */
  readonly history: readonly string[]
}

export interface FakeRunOptions {
  readonly options?: Partial<WorkflowOptions>
  readonly tools?: Partial<AttemptTools>
  readonly signal?: AbortSignal
}

/** An attempt in the shop. */
export async function runInShop(
  model: Model,
  { options = {}, tools = {}, signal }: FakeRunOptions = {},
): Promise<FakeRun> {
  using syntax = createSyntax()
  const tree = {
    list: () => Promise.resolve(Object.keys(fakeShop)),
    read: (path: string) => Promise.resolve(Buffer.from(fakeShop[path] ?? '')),
  }
  using code = createCodeFinder({ tree, syntax, folder: null })
  await using fake = await createFakeAttempt({ model, files: fakeShop, tools: { code, ...tools } })
  const { events, result } = await collect(createWorkflow(options).run(fakeIssue, fake.tools, { signal }))
  return { outcome: result, events, history: historyOf(events) }
}

export interface ScriptedRun extends FakeRun {
  /** What the question of a call said. */
  readonly asked: (call: number) => string
  readonly calls: number
}

/** The same with a model that gives these replies. */
export async function runScripted(
  replies: readonly ScriptedReply[],
  run: FakeRunOptions = {},
  usage: Usage = { ...noUsage, inputTokens: 10 },
): Promise<ScriptedRun> {
  const model = createScriptedModel(replies, usage)
  const ran = await runInShop(model, run)
  return {
    ...ran,
    asked: (call) => model.requests[call]?.messages.at(-1)?.text ?? '',
    calls: model.requests.length,
  }
}

function historyOf(events: readonly AttemptEvent[]): readonly string[] {
  return ['search', ...events.flatMap((event) => (event.type === 'transition' ? [event.to] : []))]
}

const json = (value: unknown): string => JSON.stringify(value)

/** Replies that lead from state to state. */
export const replies = {
  search: json({ requests: [{ query: 'total of a cart', function_names: ['total'] }], complete: false }),
  searchDone: json({ requests: [], complete: true }),
  identify: json({ identified_spans: [{ file_path: 'shop/cart.py', span_ids: ['Cart.total'] }] }),
  identifyNothing: json({ identified_spans: [] }),
  complete: json({ relevant: true, complete: true, search_suggestions: null }),
  relevant: json({ relevant: true, complete: false, search_suggestions: 'how prices are kept' }),
  notRelevant: json({ relevant: false, complete: false, search_suggestions: 'look for lines' }),
  modify: json({
    action: 'modify',
    instructions: 'Multiply by the amount.',
    file_path: 'shop/cart.py',
    span_id: 'Cart.total',
  }),
  review: json({ action: 'review' }),
  finish: json({ action: 'finish', instructions: 'amounts count now' }),
  reject: json({ action: 'reject', instructions: 'the issue is elsewhere' }),
  edit: `<replace>
    def total(self):
        return sum(price_of(name) * amount for name, amount in self.lines)
`,
  editReject: '<reject>amounts are nowhere</reject>',
} as const
