import type { SyntaxParser } from '../../syntax/index.ts'
import type { Finding } from '../finding.ts'
import { createKinds } from './kinds.ts'
import { readPythonFile } from './python-file.ts'
import { checkCalls } from './rules/calls.ts'
import { checkExpressions } from './rules/expressions.ts'
import { checkFlow } from './rules/flow.ts'
import { checkHabits, checkKeys } from './rules/habits.ts'
import { checkNames } from './rules/names.ts'
import { checkOperands } from './rules/operands.ts'

const rules = [checkNames, checkFlow, checkExpressions, checkOperands, checkCalls, checkHabits, checkKeys]

/** Findings of all rules in order of place; none for a text that cannot be parsed. */
export async function checkPython(source: string, syntax: SyntaxParser): Promise<readonly Finding[]> {
  using tree = await syntax.parse(source, 'python')
  if (tree === null) return []
  const file = readPythonFile(source, tree.toPlain())
  const kindOf = createKinds(file)
  return rules.flatMap((rule) => rule(file, kindOf)).toSorted((a, b) => a.line - b.line)
}
