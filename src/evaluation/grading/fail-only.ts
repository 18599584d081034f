import type { EvaluationSpec } from '../../domain/index.ts'
import type { Harness } from '../../test-runner/index.ts'

const sinceV4 = ['chartjs/chart.js', 'markedjs/marked', 'processing/p5.js']
const sinceV5 = ['bpmn-io/bpmn-js', 'eslint/eslint', 'openlayers/openlayers']

/** How a repository's tests count where its row does not say: parsers that know failures only need `fail_only`. */
export function evalTypeOfRepository(repository: string, harness: Harness): EvaluationSpec['evalType'] {
  const failOnly = harness === 'v4' ? sinceV4 : [...sinceV4, ...sinceV5]
  return failOnly.includes(repository.toLowerCase()) ? 'fail_only' : 'pass_and_fail'
}
