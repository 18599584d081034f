import { CapuchinError } from '../../std/index.ts'

/** A word that bash reads back as exactly this text. */
export function quote(text: string): string {
  if (text.includes('\0')) {
    throw new CapuchinError('sandbox/bad-input', 'a command, path or variable holds a NUL byte', {
      hint: 'bash cannot carry NUL; pass binary data as stdin or with writeFile',
    })
  }
  return `'${text.replaceAll("'", `'\\''`)}'`
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Fails on a name that bash would not take as a variable's. */
export function checkVariableName(name: string): string {
  if (variableName.test(name)) return name
  throw new CapuchinError(
    'sandbox/bad-input',
    `not a name of an environment variable: ${JSON.stringify(name)}`,
  )
}
