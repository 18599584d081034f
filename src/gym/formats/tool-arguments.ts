import { z } from 'zod'
import type { ToolCall } from '../../domain/index.ts'

/** Arguments that stand as JSON text. What is no JSON stays text, so that it is seen to be none. */
export function parseArguments(given: ToolCall['input']): ToolCall['input'] {
  if (typeof given !== 'string') return given
  try {
    return z.json().parse(JSON.parse(given))
  } catch {
    return given
  }
}
