// Reporter for jest: one JSON line a finished test in $CAPUCHIN_RESULTS, id `file > suite > test`.
const { appendFileSync } = require('node:fs')
const { relative } = require('node:path')

const statusOf = {
  passed: 'passed',
  failed: 'failed',
  pending: 'skipped',
  skipped: 'skipped',
  todo: 'skipped',
  disabled: 'skipped',
}

module.exports = class CapuchinReporter {
  onTestResult(_test, result) {
    const file = relative(process.cwd(), result.testFilePath)
    const lines = result.testResults.map((test) => ({
      test: [file, ...test.ancestorTitles, test.title].join(' > '),
      status: statusOf[test.status] ?? 'error',
    }))
    if (lines.length === 0 && result.testExecError) lines.push({ test: file, status: 'error' })
    appendFileSync(process.env.CAPUCHIN_RESULTS, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
}
