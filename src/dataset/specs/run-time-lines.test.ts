import { describe, expect, it } from 'vitest'
import { recordExitCode, restoreAssets } from './run-time-lines.ts'

const script =
  "#!/bin/bash\nset -uxo pipefail\ncd /testbed\n: '>>>>> Start Test Output'\npytest\n: '>>>>> End Test Output'\ngit checkout x\n"

describe('lines added when a script is run', () => {
  it('keep the exit status of the tests, outside the region that is parsed', () => {
    expect(recordExitCode(`\n${script}\n`)).toBe(
      script
        .replace(": '>>>>> End", "SWEBENCH_TEST_EXIT_CODE=$?\n: '>>>>> End")
        .replace("Output'\ngit", `Output'\necho ">>>>> Test Exit Code: $SWEBENCH_TEST_EXIT_CODE"\ngit`),
    )
  })

  it('leave a script without an end marker as it is', () => {
    expect(recordExitCode('echo hi\n')).toBe('#!/bin/bash\nset -uxo pipefail\necho hi\n')
  })

  it('copy files before the tests', () => {
    expect(restoreAssets(script, ['test/a/b.png'])).toBe(
      script.replace(
        ": '>>>>> Start",
        "mkdir -p $(dirname test/a/b.png) && cp /image_assets/test__a__b.png test/a/b.png\n: '>>>>> Start",
      ),
    )
    expect(restoreAssets(script, [])).toBe(script)
    expect(restoreAssets('x', ['p'])).toBe('x\nmkdir -p $(dirname p) && cp /image_assets/p p')
  })
})
