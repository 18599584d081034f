import type { MutationOperator } from './mutation.ts'
import { argument } from './operators/argument.ts'
import { arithmetic } from './operators/arithmetic.ts'
import { boolean } from './operators/boolean.ts'
import { callName } from './operators/call-name.ts'
import { comparison } from './operators/comparison.ts'
import { condition } from './operators/condition.ts'
import { copy } from './operators/copy.ts'
import { donor } from './operators/donor.ts'
import { dropStatement } from './operators/drop-statement.ts'
import { earlyReturn } from './operators/early-return.ts'
import { guard } from './operators/guard.ts'
import { insertStatement } from './operators/insert-statement.ts'
import { literal } from './operators/literal.ts'
import { loop } from './operators/loop.ts'
import { moveStatement } from './operators/move-statement.ts'
import { negation } from './operators/negation.ts'
import { offByOne } from './operators/off-by-one.ts'
import { operandOrder } from './operators/operand-order.ts'
import { subscript } from './operators/subscript.ts'
import { term } from './operators/term.ts'
import { variable } from './operators/variable.ts'
import { wrapCall } from './operators/wrap-call.ts'

/** Every kind of change that is tried. Their priors order them; the order here only names them. */
export const mutationOperators = {
  comparison,
  arithmetic,
  'operand-order': operandOrder,
  boolean,
  negation,
  'off-by-one': offByOne,
  argument,
  variable,
  'call-name': callName,
  condition,
  guard,
  'early-return': earlyReturn,
  'drop-statement': dropStatement,
  'move-statement': moveStatement,
  'insert-statement': insertStatement,
  literal,
  copy,
  term,
  'wrap-call': wrapCall,
  donor,
  loop,
  subscript,
} satisfies Record<string, MutationOperator>

export type OperatorName = keyof typeof mutationOperators
