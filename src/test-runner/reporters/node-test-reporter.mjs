// Reporter for node:test: one JSON line a finished test in $CAPUCHIN_RESULTS, id `file > suite > test`.
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'

export default async function* report(source) {
  const names = []
  for await (const { type, data } of source) {
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name)
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details?.type === 'suite') continue
    const path = [...names.slice(0, data.nesting), data.name]
    const file = data.file ? relative(process.cwd(), data.file) : ''
    // A file that cannot be loaded is reported as a test that bears its own path.
    const test = path[0] === data.file ? [file, ...path.slice(1)] : [file, ...path]
    const status =
      data.skip !== undefined && data.skip !== false
        ? 'skipped'
        : type === 'test:pass'
          ? 'passed'
          : data.todo !== undefined && data.todo !== false
            ? 'xfail'
            : 'failed'
    appendFileSync(
      process.env.CAPUCHIN_RESULTS,
      `${JSON.stringify({ test: test.filter(Boolean).join(' > '), status })}\n`,
    )
  }
}
