/** Code that can run and can hardly be meant. */
export interface Finding {
  readonly rule: string
  /** `wrong`: it cannot do what it says; `odd`: it is rarely meant. */
  readonly grade: 'wrong' | 'odd'
  /** Counted from 1. */
  readonly line: number
  /** One clause, without the line: the same fault in the same code has the same words wherever it stands. */
  readonly message: string
}

/** Findings of a text that its older version does not have, each as often as it came on top. */
export function newFindings(before: readonly Finding[], after: readonly Finding[]): readonly Finding[] {
  const known = new Map<string, number>()
  for (const finding of before) known.set(keyOf(finding), (known.get(keyOf(finding)) ?? 0) + 1)
  return after.filter((finding) => {
    const left = known.get(keyOf(finding)) ?? 0
    known.set(keyOf(finding), left - 1)
    return left <= 0
  })
}

function keyOf({ rule, message }: Finding): string {
  return `${rule} ${message}`
}
