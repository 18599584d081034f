import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { grammarOf, syntaxLanguages } from '../../src/syntax/language.ts'

const manifestSchema = z.object({ devDependencies: z.record(z.string(), z.string()) })

/** Copies the grammars of packages that are not installed with the built program; gives the names of the packages. */
export function copyGrammars(root: string, to: string): readonly string[] {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { devDependencies } = manifestSchema.parse(manifest)
  const grammars = syntaxLanguages.map((language) => grammarOf(language))
  const absent = Object.keys(devDependencies).filter((name) =>
    grammars.some((path) => path.startsWith(`${name}/`)),
  )
  mkdirSync(to, { recursive: true })
  for (const grammar of grammars) {
    if (!absent.some((name) => grammar.startsWith(`${name}/`))) continue
    cpSync(join(root, 'node_modules', grammar), join(to, basename(grammar)))
  }
  return absent
}
