import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDoorReader, throughDoors } from './through-doors.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'capuchin-doors-'))
  for (const folder of ['low', 'high', 'top']) mkdirSync(join(root, folder))
  writeFileSync(
    join(root, 'low/index.ts'),
    "/** Low. */\nexport { a, type A } from './a.ts'\nexport type { B } from './b.ts'\nexport { sql } from 'package'\n",
  )
  writeFileSync(
    join(root, 'high/index.ts'),
    "export {\n  a as first,\n} from '../low/index.ts'\nexport { own } from './deep/own.ts'\n",
  )
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

function through(text: string): string {
  return throughDoors(join(root, 'top/use.ts'), text, createDoorReader())
}

it('imports from the files behind a door, through several and from packages too', () => {
  expect(through("import { a as x, sql } from '../low/index.ts'")).toBe(
    "import { a as x } from '../low/a.ts'; import { sql as sql } from 'package';",
  )
  expect(through("import { first, own } from '../high/index.ts'")).toBe(
    "import { a as first } from '../low/a.ts'; import { own as own } from '../high/deep/own.ts';",
  )
})

it('imports nothing for types, and keeps every line at its number', () => {
  const text =
    "import {\n  type A,\n  a,\n} from '../low/index.ts'\nimport { type A as C } from '../low/index.ts'\na()\n"
  expect(through(text)).toBe("import { a as a } from '../low/a.ts';\n\n\n\n\na()\n")
})

it('leaves other imports alone', () => {
  const text =
    "import { z } from 'zod'\nimport { b } from './b.ts'\nconst index = await import('../low/index.ts')\n"
  expect(through(text)).toBe(text)
})

it('stops at a name that the door does not give out', () => {
  expect(() => through("import { c } from '../low/index.ts'")).toThrow('gives out no c')
})
