// Reporter for vitest: one JSON line a finished test in $CAPUCHIN_RESULTS, id `file > suite > test`.
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'

const statusOf = { pass: 'passed', fail: 'failed', skip: 'skipped', todo: 'skipped' }

export default class CapuchinReporter {
  onFinished(files = []) {
    const lines = files.flatMap((file) => {
      const name = relative(process.cwd(), file.filepath)
      const tests = flatten(file.tasks ?? [], [name])
      const broken = file.result?.state === 'fail' && tests.length === 0
      return broken ? [{ test: name, status: 'error' }] : tests
    })
    appendFileSync(process.env.CAPUCHIN_RESULTS, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }

  // Vitest 4 calls this instead of onFinished.
  onTestRunEnd(modules = []) {
    this.onFinished(modules.map((module) => module.task))
  }
}

function flatten(tasks, path) {
  return tasks.flatMap((task) => {
    const here = [...path, task.name]
    if (task.type === 'suite') return flatten(task.tasks, here)
    const state = task.result?.state ?? task.mode
    return [{ test: here.join(' > '), status: statusOf[state] ?? 'error' }]
  })
}
