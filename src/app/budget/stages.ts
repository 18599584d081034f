/** Who draws on the budget of a run, in the order of their turns. */
export const stageNames = ['context', 'attempts', 'selection'] as const
export type StageName = (typeof stageNames)[number]

/** The stage that a call was made for, by the stage that the journal has it under. */
export function stageOfJournal(journalStage: string): StageName {
  if (/^(?:scan|ranking)(?:-batch)?$/.test(journalStage)) return 'context'
  return journalStage === 'selection' ? 'selection' : 'attempts'
}
