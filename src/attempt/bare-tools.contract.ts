import { forgetfulJournal, headlessApproval, type ExecutionCache } from '../domain/index.ts'
import { createCodeFinder } from '../repo/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { createSyntax } from '../syntax/index.ts'
import { createSandboxFileTree } from '../workspace/index.ts'
import { measureBaseline } from './baseline.ts'
import type { AttemptTools } from './strategy.ts'

/** Finds nothing and keeps nothing. */
export const noExecutions: ExecutionCache = {
  find: () => Promise.resolve(null),
  save: () => Promise.resolve(),
}

/** Tools of one attempt of which nothing is kept, without a model unless one is given; what tests say is measured. */
export async function bareTools(sandbox: Sandbox, given: Partial<AttemptTools> = {}): Promise<AttemptTools> {
  const { testCommand = null, failCommand = null } = given
  return {
    attemptIndex: 0,
    seed: 1,
    sandbox,
    journal: forgetfulJournal,
    executions: noExecutions,
    approval: headlessApproval,
    testCommand,
    failCommand,
    baseline:
      given.baseline ?? (await measureBaseline({ sandbox, testCommand, failCommand, repetitions: 1 })),
    baseKey: 'base',
    context: null,
    code:
      given.code ??
      createCodeFinder({ tree: createSandboxFileTree(sandbox), syntax: createSyntax(), folder: null }),
    model: null,
    editor: null,
    deadline: null,
    concurrency: 1,
    ...given,
  }
}
