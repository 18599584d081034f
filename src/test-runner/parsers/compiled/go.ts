import type { LogParser } from '../log-parser.ts'
import { fromMarkedLines } from '../marked-lines.ts'

/** `go test -v`: `--- PASS: TestName (0.00s)`, subtests too. */
export const parseGoTest: LogParser = fromMarkedLines({
  marks: { '--- PASS:': 'PASSED', '--- FAIL:': 'FAILED', '--- SKIP:': 'SKIPPED' },
  gap: 'blank',
  name: (rest) => {
    // Something stands in the last brackets, and something before them.
    const open = rest.endsWith(')') ? rest.lastIndexOf(' (', rest.length - 4) : -1
    return open >= 1 && rest.length >= 4 ? rest.slice(0, open) : null
  },
})
