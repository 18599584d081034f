import { verifierStyles, type VerifierStyle } from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'

/** The way to ask a verifier that has this name. @throws CapuchinError `export/bad-request`. */
export function verifierStyleOf(name: string): VerifierStyle {
  const style = verifierStyles.find((one) => one.name === name)
  if (style) return style
  throw new CapuchinError('export/bad-request', `there is no style '${name}'`, {
    hint: `one of ${verifierStyles.map((one) => one.name).join(', ')}`,
  })
}
