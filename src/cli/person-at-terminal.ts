import type { Surroundings } from '../app/index.ts'

/**
 * Whoever sits in front of the program. The live view shows what they are told by itself; where there is none, it goes to
 * standard error.
 */
export function personAtTerminal({ json }: { readonly json: boolean }): NonNullable<Surroundings['person']> {
  const { stdin, stderr } = process
  return {
    input: stdin.isTTY ? stdin : null,
    say: (text) => {
      if (json || !stderr.isTTY) console.error(`capuchin: ${text}`)
    },
  }
}
