import { issueBlock, type GeneratedTest, type Problem, type ScriptLanguage } from '../../../domain/index.ts'
import { verdictOf } from '../../observe/matrix.ts'
import type { Observations } from '../../observe/observe-pool.ts'
import { showEvidence } from '../../show/show-evidence.ts'
import { showFiles } from '../../show/show-files.ts'
import { showPatches } from '../../show/show-patches.ts'
import { attemptsOf } from '../../votes/class-votes.ts'
import { namesOf, type Contest, type Contestant } from '../contest.ts'
import type { SelectorMachineOptions } from './options.ts'
import { prompt } from './prompts.ts'
import { howRun } from './script-rules.ts'

export interface TaskInput {
  readonly problem: Problem
  readonly observations: Observations
  readonly contest: Contest
  readonly options: SelectorMachineOptions
  readonly forms: ScriptForms
  readonly timeoutMs: number
}

/** How a script and a choice are to be written. */
export interface ScriptForms {
  readonly script: string
  readonly choice: string
}

/** The first message: everything that there is to know before a script has run. */
export function renderTask({ problem, observations, contest, options, forms, timeoutMs }: TaskInput): string {
  const { shown, first } = contest
  const patches = shown.map(({ text }) => text)
  const start = startingTest(observations, first)
  return prompt('task', {
    issue: issueBlock(problem.problemStatement.trim()),
    patches: showPatches(shown),
    files: showFiles(observations, patches, { maxTokens: options.fileTokens }),
    evidence: options.evidence ? `\n\n${evidenceText(observations, contest)}` : '',
    start: start === null ? '' : `\n\n${prompt('start', { ...start, text: start.text.trimEnd() })}`,
    seconds: String(timeoutMs / 1_000),
    characters: String(options.outputCharacters),
    languages: options.languages.map((language) => howRun[language]).join('; '),
    form: forms.script,
  })
}

export function formsOf(
  { shown }: Contest,
  { languages, language }: Pick<SelectorMachineOptions, 'languages'> & { readonly language: ScriptLanguage },
): ScriptForms {
  const others = languages.length > 1 ? ' (or the name of another language that can be run)' : ''
  const opening = languages.length > 1 ? `<test language="${language}">` : '<test>'
  return {
    script: `Put the whole script between a line \`${opening}\`${others} and a line \`</test>\`, once in the reply.`,
    choice: `put its name (${namesOf(shown)}) between \`<choice>\` and \`</choice>\`, once in the reply.`,
  }
}

function evidenceText(observations: Observations, { shown }: Contest): string {
  return prompt('evidence', { evidence: showEvidence(observations, shown) })
}

/** A script that the first candidate passes: its own attempt's, else one that has a voice. */
function startingTest(observations: Observations, { at, patch }: Contestant): GeneratedTest | null {
  const { tests, matrix } = observations
  const passed = tests.filter((_, test) => verdictOf(matrix.cells[patch]?.[test]) === 'fixed')
  const makers = attemptsOf(observations, at)
  const own = passed.find(({ test }) =>
    test.origins.some((origin) => origin.from === 'attempt' && makers.has(origin.attemptIndex)),
  )
  const found = own ?? passed.find(({ noVote }) => noVote === null) ?? passed[0]
  return found?.test.test ?? null
}
