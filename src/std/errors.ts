/** Base of every error that leaves a folder: `code` is stable and tested on, the message is for people. */
export class CapuchinError extends Error {
  readonly code: string
  /** What the reader can do about it, as one sentence; shown after the message. */
  readonly hint: string | undefined
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'CapuchinError'
    this.code = code
    this.hint = details.hint
    this.data = details.data ?? {}
  }
}

export interface ErrorDetails {
  readonly cause?: unknown
  readonly hint?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** True for a CapuchinError whose code is `prefix` or lies under it (`sandbox` matches `sandbox/exec`). */
export function hasCode(error: unknown, prefix: string): error is CapuchinError {
  return error instanceof CapuchinError && (error.code === prefix || error.code.startsWith(`${prefix}/`))
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll(/\s*\n\s*/g, ' ').trim()
}
