import { noUsage, type Inquiry, type Selection, type Usage } from '../../domain/index.ts'

export interface Choice {
  readonly selector: string
  readonly ranking: readonly number[]
  readonly confidence?: number | null
  readonly decidedBy: string
  readonly reason: string
  readonly usage?: Usage
  readonly inquiry?: Inquiry
}

/** A selection whose first is chosen; nothing is where there is no patch that applies. */
export function makeSelection(choice: Choice): Selection {
  const [first] = choice.ranking
  return {
    selector: choice.selector,
    ranking: [...choice.ranking],
    chosen: first ?? null,
    abstained: null,
    confidence: {
      value: first === undefined ? null : (choice.confidence ?? null),
      said: null,
      calibratedOn: null,
    },
    decidedBy: first === undefined ? 'nothing' : choice.decidedBy,
    reason: first === undefined ? 'no patch applies' : choice.reason,
    usage: choice.usage ?? noUsage,
    inquiry: choice.inquiry ?? null,
  }
}
