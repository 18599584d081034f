import { prompt } from './prompts.ts'

/** What a reply that calls no tool is answered with; from the second on, the way out is named too. */
export function nudge(repliesWithoutCall: number): string {
  return prompt(repliesWithoutCall < 2 ? 'no-call' : 'no-call-again')
}
