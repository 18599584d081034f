/**
 * The vocabulary every floor shares: tagged records with their schemas, ports, and pure functions over them.
 * Nothing here reads a file, the clock or the network.
 */
export { headlessApproval, type Approval, type Suggestion } from './approval.ts'
export {
  attemptCheckSchema,
  fallbackOrders,
  isPlausible,
  leastBad,
  type AttemptCheck,
  type FallbackOrder,
  type LeastBad,
} from './attempt-check.ts'
export {
  attemptOutcomeSchema,
  candidateSchema,
  evidenceSchema,
  limitSchema,
  type AttemptOutcome,
  type Candidate,
  type Evidence,
  type Limit,
} from './attempt.ts'
export { conversationsOf, toIncrement, type Conversation } from './conversation.ts'
export { environmentRecipeSchema, type EnvironmentRecipe } from './environment-recipe.ts'
export { attemptEventSchema, runEventSchema, type AttemptEvent, type RunEvent } from './event.ts'
export { createMemoryFileTree, type FileTree } from './file-tree.ts'
export {
  generatedTestSchema,
  scriptLanguageSchema,
  scriptRunSchema,
  scriptVerdictSchema,
  type GeneratedTest,
  type ScriptLanguage,
  type ScriptRun,
  type ScriptVerdict,
} from './generated-test.ts'
export {
  evaluationSpecSchema,
  gradingRulesSchema,
  instanceSchema,
  type EvaluationSpec,
  type GradableInstance,
  type GradingRules,
  type Instance,
} from './instance.ts'
export { issueBlock } from './issue-block.ts'
export {
  forgetfulJournal,
  type ExecutionCache,
  type Journal,
  type JournalAnswer,
  type JournalEntry,
  type JournalKind,
} from './journal.ts'
export { messageSchema, toolCallSchema, type Message, type ToolCall } from './message.ts'
export { parsePatch, pathsOf, summarisePatch, type PatchFile } from './patch.ts'
export { predictionSchema, type Prediction } from './prediction.ts'
export { noIssueText, toProblem, type Problem } from './problem.ts'
export {
  offeredBy,
  selectionReportSchema,
  selectionSchema,
  type Inquiry,
  type Selection,
  type SelectionReport,
} from './selection.ts'
export {
  compareTests,
  isFailing,
  isPassing,
  testComparisonSchema,
  testStatusSchema,
  type TestComparison,
  type TestStatus,
  type TestStatuses,
} from './test-status.ts'
export {
  missingLogprobsSchema,
  tokenLogprobsSchema,
  type MissingLogprobs,
  type TokenLogprob,
} from './token-logprob.ts'
export {
  callsOf,
  modelCallSchema,
  observationSchema,
  replyMessage,
  trajectoryEndSchema,
  trajectoryExitSchema,
  trajectoryHeadSchema,
  trajectoryLines,
  trajectoryLineSchema,
  trajectoryToolSchema,
  type ModelCall,
  type Observation,
  type Trajectory,
  type TrajectoryEnd,
  type TrajectoryExit,
  type TrajectoryHead,
  type TrajectoryLine,
  type TrajectoryTool,
} from './trajectory.ts'
export { addUsage, noUsage, usageSchema, type Usage } from './usage.ts'
export {
  harnessSchema,
  infraFailureSchema,
  notGradableSchema,
  verdictSchema,
  type InfraFailure,
  type NotGradable,
  type TestList,
  type Verdict,
} from './verdict.ts'
