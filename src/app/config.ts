import { z } from 'zod'
import { fallbackOrders } from '../domain/index.ts'
import { modelPriceSchema } from '../llm/index.ts'
import { plausibleRules } from './plausible/attempt-verdict.ts'

/**
 * Every setting there is: types, defaults, flags, environment names, JSON schema and docs come from this one schema.
 * `testCmd: 'x'` in a file is `--test-cmd x` on the command line and CAPUCHIN_TEST_CMD=x in the environment.
 */
export const configSchema = z.strictObject({
  strategy: z
    .enum(['auto', 'mutation', 'edit-loop', 'edit-test', 'tool-agent', 'workflow'])
    .default('auto')
    .describe(
      'how to look for a fix; auto takes mutation without a model and edit-loop with one; edit-test writes a script that shows the issue first; tool-agent lets the model work by itself with a shell and an editor; workflow leads it through small questions: search, choose, plan, edit',
    ),
  attempts: z.int().min(1).max(1_000).default(1).describe('independent attempts'),
  jobs: z
    .int()
    .min(1)
    .max(512)
    .optional()
    .describe('commands that may run at once; default: the number of cores'),
  model: z
    .array(z.string())
    .default([])
    .describe(
      'PROVIDER/MODEL, MODEL@URL, or relay for a person with a chat window; repeat it to alternate between attempts',
    ),
  testCmd: z
    .string()
    .min(1)
    .optional()
    .describe('command that runs all tests; default: found in the repository'),
  failCmd: z
    .string()
    .min(1)
    .optional()
    .describe('command that shows the bug: fails before the fix, passes after'),
  lint: z
    .enum(['auto', 'syntax', 'none'])
    .default('auto')
    .describe(
      'edit-loop, --until plausible: what is looked for in edits; auto: syntax errors, and what the linters say that the project or the machine has',
    ),
  lintCmd: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "edit-loop, --until plausible: a linter of your own, 'LANGUAGE: COMMAND' or 'COMMAND' for all files; is given one file, 0 says that it is clean; repeat it for more",
    ),
  setupCmd: z.string().min(1).optional().describe('command to run once in the sandbox before anything else'),
  budgetUsd: z
    .number()
    .positive()
    .optional()
    .describe(
      'US dollars for all model calls of a run: finding files, attempts and the choice among patches share them, and further attempts are begun only while they are worth it and expected to fit',
    ),
  maxMinutes: z
    .number()
    .positive()
    .default(30)
    .describe('stop looking after this time, tests before any change and the choice among patches included'),
  testMinutes: z.number().positive().default(10).describe('time limit of one run of all tests'),
  maxReflections: z
    .int()
    .min(0)
    .max(100)
    .default(6)
    .describe('edit-loop: replies after the first that may react to errors'),
  completions: z
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe('edit-test: replies that the script may take, and again the edit'),
  maxSteps: z.int().min(1).max(10_000).default(100).describe('tool-agent: replies of the model'),
  maxTokens: z
    .int()
    .positive()
    .optional()
    .describe('tool-agent: tokens, in and out, that one attempt may use; default: no limit'),
  historyTokens: z
    .int()
    .min(1_000)
    .default(100_000)
    .describe(
      'tool-agent: tokens of the conversation that the model is shown; beyond, old outputs are left out',
    ),
  commandSeconds: z
    .number()
    .positive()
    .default(300)
    .describe('tool-agent: time limit of one command of the model'),
  toolCalls: z
    .enum(['auto', 'native', 'text'])
    .default('auto')
    .describe(
      "tool-agent: how the model calls tools; auto: by the provider's own means, as text where it refuses",
    ),
  example: z.boolean().default(false).describe('tool-agent: show a worked example where calls are text'),
  maxTransitions: z
    .int()
    .min(1)
    .max(1_000)
    .default(25)
    .describe('workflow: times that it may go from one state to another'),
  attemptUsd: z
    .number()
    .positive()
    .default(1)
    .describe('workflow: US dollars that one attempt may use, where the price of the model is known'),
  replyForm: z
    .enum(['auto', 'text'])
    .default('auto')
    .describe(
      'workflow: auto has the provider keep replies to a JSON schema, and reads text where it refuses',
    ),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe(
      "sampling temperature; default: the provider's own; mutation: how far the seed shakes the order of changes, 1 at most",
    ),
  logprobs: z
    .boolean()
    .default(false)
    .describe(
      'keep the log-probability of every token that the models of attempts generate, for export trajectories; needs a provider that gives them',
    ),
  contextTokens: z
    .int()
    .positive()
    .default(32_000)
    .describe(
      'tokens of files and file lists in the first prompt; with --context scan or --flow codemonkeys 128000 if not given',
    ),
  context: z
    .enum(['mentions', 'scan'])
    .default('mentions')
    .describe('files shown from the start: those that the issue names, or those that models find in a scan'),
  scan: z
    .string()
    .regex(/^(?:all|top:[1-9]\d*)$/, "write 'all' or 'top:N'")
    .default('top:50')
    .describe('files that the scan reads: all code, or the N that are likeliest without a model'),
  scanFileTokens: z
    .int()
    .min(500)
    .default(4_000)
    .describe('tokens of one file that the scan reads; of a longer one its outline and what fits the issue'),
  scanModel: z
    .string()
    .min(1)
    .optional()
    .describe('PROVIDER/MODEL that reads them, a cheap one will do; default: the first --model'),
  rankings: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe('rankings of what the scan finds, by the first --model'),
  deadline: z
    .number()
    .positive()
    .optional()
    .describe(
      'minutes that scan and rankings may take: they go through a cheaper tier of the provider first',
    ),
  tier: z
    .enum(['batch', 'flex'])
    .default('batch')
    .describe('that tier, at half the price; what it has not answered in time is asked live'),
  contextCut: z
    .enum(['skip', 'stop'])
    .default('skip')
    .describe('at a file that does not fit in --context-tokens: pass it over, or end there'),
  editFormat: z
    .enum(['auto', 'search-replace', 'search-replace-fenced', 'whole', 'udiff', 'patch'])
    .default('auto')
    .describe('how the model writes its edits; auto: as models of its family do best'),
  editorModel: z
    .string()
    .min(1)
    .optional()
    .describe(
      'edit-loop: PROVIDER/MODEL that writes the edits; --model then reads the code and plans them in prose',
    ),
  flow: z
    .enum(['current', 'v0.35', 'codemonkeys'])
    .default('current')
    .describe(
      'edit-loop: v0.35 goes through conversations as recordings of that version of aider did; edit-test: codemonkeys does as its paper; select: codemonkeys chooses among all patches, the shortest first, as its paper does',
    ),
  select: z
    .enum([
      'auto',
      'weighted-voting',
      'test-voting',
      'plausible-first',
      'hybrid',
      'random',
      'selector-machine',
      'model-choice',
      'tournament',
    ])
    .default('auto')
    .describe(
      'how one patch is picked of many; auto: by votes of tests, with a model by selector-machine where these leave doubt; hybrid: as R2E-Gym does, with --verifier',
    ),
  selectModel: z
    .string()
    .min(1)
    .optional()
    .describe('PROVIDER/MODEL that picks among patches; default: the first --model'),
  writeTests: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('select: tests of the issue that the first --model writes before patches are looked at'),
  verifier: z
    .string()
    .min(1)
    .optional()
    .describe('file of train-verifier, by which patches are told apart where no test does'),
  minConfidence: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('pick none when the best patch is right with less than this, from 0 to 1'),
  enough: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'make no further attempts when the belief in the best patch reaches this; 1: make all that --budget-usd allows',
    ),
  until: z
    .enum(['all', 'plausible'])
    .default('all')
    .describe(
      'all: make all attempts and choose among them; plausible: one after another, until one has edits that apply, lints, and fails no test that passed before; else the least bad by --fallback',
    ),
  plausible: z
    .enum(plausibleRules)
    .default('baseline')
    .describe(
      "with --until plausible: what counts against an attempt; baseline: errors that were not there before; article: all that remain, as in aider's article on SWE-bench Lite",
    ),
  fallback: z
    .enum(fallbackOrders)
    .default('code')
    .describe(
      "with --until plausible, where none is: the order of the article's words, which may take an attempt without a patch, or that of its code, which takes one only where there is no other",
    ),
  scriptSeconds: z
    .number()
    .positive()
    .default(100)
    .describe('time limit of one run of a test that was written for the issue'),
  maxPlausible: z
    .int()
    .min(1)
    .default(5)
    .describe('mutation: plausible patches after which the search stops'),
  maxTrials: z
    .int()
    .min(1)
    .optional()
    .describe('mutation: changes that one attempt tries; default: as many as there is time for'),
  prior: z
    .string()
    .min(1)
    .optional()
    .describe('mutation: file of improve, by which changes are tried first that turned out right elsewhere'),
  sandbox: z
    .enum(['auto', 'local', 'docker', 'none'])
    .default('auto')
    .describe('where commands run; docker needs --image, none needs --allow-unsandboxed'),
  image: z.string().min(1).optional().describe('image for --sandbox docker'),
  allowUnsandboxed: z
    .boolean()
    .default(false)
    .describe('run commands without confinement where there is no sandbox'),
  expose: z.array(z.string()).default([]).describe('further host path that sandboxed commands may read'),
  network: z.boolean().default(false).describe('let sandboxed commands use the network'),
  freeze: z.boolean().default(false).describe('copy the checkout first, so that you can edit meanwhile'),
  memoryMb: z.int().positive().default(4_096).describe('memory limit of a sandbox'),
  diskMb: z.int().positive().default(4_096).describe('disk limit of a sandbox'),
  processes: z.int().positive().default(512).describe('process limit of a sandbox'),
  storeMb: z
    .int()
    .positive()
    .default(2_048)
    .describe('size of .capuchin above which the oldest finished runs go'),
  seed: z.int().min(0).default(0).describe('seed of everything random'),
  retries: z.int().min(0).default(5).describe('further tries of a model call that failed in passing'),
  requestsPerMinute: z.int().positive().optional().describe('model calls started per minute'),
  prices: z
    .record(z.string(), modelPriceSchema)
    .default({})
    .describe('own prices, US dollars per million tokens'),
})
export type Config = z.infer<typeof configSchema>

export const settingNames = configSchema.keyof().options

/** Settings that run commands, open the sandbox or send code away: from a project's file they need the user's word. */
export const guardedSettings = [
  'testCmd',
  'failCmd',
  'lintCmd',
  'setupCmd',
  'sandbox',
  'image',
  'allowUnsandboxed',
  'expose',
  'network',
  'model',
  'editorModel',
  'scanModel',
  'selectModel',
] as const satisfies readonly (keyof Config)[]

/** Selectors that ask a model, whatever was seen before. */
const askingSelectors: readonly Config['select'][] = ['selector-machine', 'model-choice', 'tournament']

export function selectsByModel({ select }: Config): boolean {
  return askingSelectors.includes(select)
}
