import type { JsonValue } from '../std/index.ts'

/** Text with every secret replaced. */
export type Redactor = (text: string) => string

/** Replaces the given secrets, and what looks like a provider's key, by `[redacted]`. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = secrets.filter((secret) => secret.length >= 8).sort((a, b) => b.length - a.length)
  return (text) =>
    known
      .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
      .replaceAll(
        /\b(sk-(?:ant-|or-|proj-)?[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{30,}|gh[pousr]_[A-Za-z0-9]{30,})/g,
        '[redacted]',
      )
}

export function redactJson(value: JsonValue, redact: Redactor): JsonValue {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item: JsonValue) => redactJson(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      inner === undefined ? undefined : redactJson(inner, redact),
    ]),
  )
}
