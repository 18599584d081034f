import { judgeStyle } from './judge-style.ts'
import { trueFalseStyle } from './true-false-style.ts'
import type { VerifierStyle } from './verifier-style.ts'

/** Every way to ask a verifier, by name. */
export const verifierStyles: readonly VerifierStyle[] = [judgeStyle, trueFalseStyle]
