/** Compiles many Python texts in one process. */
import { runProcess } from '../../src/std/index.ts'

const program = `
import json, sys, warnings
warnings.simplefilter("ignore")
for line in sys.stdin:
    text = json.loads(line)
    try:
        compile(text, "file", "exec", dont_inherit=True)
        print("null")
    except (SyntaxError, ValueError, RecursionError) as error:
        print(json.dumps("%s, line %s" % (getattr(error, "msg", error), getattr(error, "lineno", "?"))))
`

/** For each text its first syntax error, or null. */
export async function checkPython(texts: readonly string[]): Promise<readonly (string | null)[]> {
  const stdin = texts.map((text) => `${JSON.stringify(text)}\n`).join('')
  const result = await runProcess('python3', ['-c', program], { stdin, timeoutMs: 300_000 })
  const answers = new TextDecoder().decode(result.stdout).trim().split('\n')
  if (answers.length !== texts.length)
    throw new Error(
      `python3 answered ${answers.length} of ${texts.length} times: ${new TextDecoder().decode(result.stderr)}`,
    )
  return answers.map((answer) => (answer === 'null' ? null : String(JSON.parse(answer))))
}
