import { z } from 'zod'
import type { TestStatus, TestStatuses } from '../domain/index.ts'

const goEventSchema = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
})

const goStatuses: Readonly<Record<string, TestStatus>> = { pass: 'passed', fail: 'failed', skip: 'skipped' }

/** Statuses from `go test -json`: id `package/TestName`; a package that does not build is one test of its own. */
export function parseGoLog(log: string): TestStatuses {
  const statuses = new Map<string, TestStatus>()
  const withTests = new Set<string>()
  for (const line of log.split('\n')) {
    const event = parseJsonLine(line)
    const status = event && goStatuses[event.Action]
    if (!event || !status) continue
    const name = event.Package ?? ''
    if (event.Test !== undefined) {
      withTests.add(name)
      statuses.set(`${name}/${event.Test}`, status)
    } else if (status === 'failed' && !withTests.has(name)) statuses.set(name, 'error')
  }
  return statuses
}

/** `go test -json` as people read it: package by package, without what tests print that pass. */
export function readableGoLog(log: string): string {
  const good = new Set(
    [...parseGoLog(log)].flatMap(([test, status]) =>
      status === 'passed' || status === 'skipped' ? [test] : [],
    ),
  )
  const byPackage = new Map<string, string[]>()
  for (const line of log.split('\n')) {
    const event = parseJsonLine(line)
    const name = event?.Package ?? ''
    const said = event === null ? `${line}\n` : (event.Output ?? '')
    if (said.trim() === '' || good.has(`${name}/${event?.Test}`)) continue
    const own = byPackage.get(name) ?? []
    own.push(said)
    byPackage.set(name, own)
  }
  return [...byPackage.values()].flat().join('')
}

const cargoStatuses: Readonly<Record<string, TestStatus>> = {
  ok: 'passed',
  FAILED: 'failed',
  ignored: 'skipped',
}

/** Statuses from `cargo test`'s lines `test path::name ... ok`, each under the target that ran it. */
export function parseCargoLog(log: string): TestStatuses {
  const statuses = new Map<string, TestStatus>()
  let target = ''
  for (const line of log.split('\n')) {
    const running = /^\s+(?:Running (?:unittests )?(\S+)|Doc-tests (\S+))/.exec(line)
    if (running) target = running[1] ?? `doc ${running[2]}`
    const test = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/.exec(line)
    const status = test?.[2] === undefined ? undefined : cargoStatuses[test[2]]
    if (test && status) statuses.set(target === '' ? (test[1] ?? '') : `${target} ${test[1]}`, status)
  }
  return statuses
}

function parseJsonLine(line: string): z.infer<typeof goEventSchema> | null {
  if (!line.startsWith('{')) return null
  try {
    return goEventSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
