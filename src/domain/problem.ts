import type { Instance } from './instance.ts'

declare const problemBrand: unique symbol

/** The part of an Instance that an attempt may read. The brand keeps a whole Instance from passing for one. */
export interface Problem {
  readonly [problemBrand]: true
  readonly instanceId: string
  readonly repo: string
  readonly baseCommit: string
  readonly problemStatement: string
}

/** Stands for an issue where none was given. */
export const noIssueText = 'Some tests of this repository fail. Find the bug and fix it.'

/** The only maker of Problems: gold patch, hidden tests and hints stay behind. */
export function toProblem(instance: Instance): Problem {
  const visible = {
    instanceId: instance.instanceId,
    repo: instance.repo,
    baseCommit: instance.baseCommit,
    problemStatement: instance.problemStatement,
  }
  // The brand exists only in the type system; this cast is the wall's single door.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.freeze(visible) as Problem
}
