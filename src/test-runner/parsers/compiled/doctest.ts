import type { LogParser } from '../log-parser.ts'
import { readXml, type XmlReader } from './xml.ts'

interface SubCase {
  readonly name: string
  passed: boolean
}

/** What the outermost test case of a name holds. */
interface TestCase {
  readonly name: string
  /** Place among all test cases. */
  readonly index: number
  readonly cases: { readonly subCase: SubCase; readonly innermost: number }[]
}

const rootEnd = '</doctest>'

/**
 * doctest's XML reporter: `TestCase > SubCase` passes when all expressions in it succeed. Only the first report is
 * read; one that is cut off or no XML says nothing.
 */
export const parseDoctest: LogParser = (log) => {
  const start = log.indexOf('<doctest')
  const end = start < 0 ? -1 : log.indexOf(rootEnd, start)
  if (end < 0) return new Map()
  const tests: TestCase[] = []
  const isXml = readXml(log.slice(start, end + rootEnd.length), collectCases(tests))
  return isXml ? toStatuses(tests) : new Map()
}

/**
 * Upstream reads the test cases one after the other, those within others too, so that a later one of the same name
 * overwrites: the last one to hold a sub-case has the last word, the first one its place.
 */
function toStatuses(tests: readonly TestCase[]): Map<string, string> {
  const results = new Map<string, string>()
  const readBy = new Map<string, number>()
  for (const { name, cases } of tests) {
    for (const { subCase, innermost } of cases) {
      const id = `${name} > ${subCase.name}`
      if (innermost < (readBy.get(id) ?? 0)) continue
      readBy.set(id, innermost)
      results.set(id, subCase.passed ? 'PASSED' : 'FAILED')
    }
  }
  return results
}

function collectCases(tests: TestCase[]): XmlReader {
  const openTests = new Map<string, TestCase[]>()
  const openNames: string[] = []
  const openCases: SubCase[] = []
  const isTest = (tag: string, depth: number): boolean => tag === 'TestCase' && depth > 0
  return {
    open: (tag, attributes, depth) => {
      // The root itself is none of its descendants, whatever it is called.
      const name = attributes.get('name') ?? 'None'
      if (isTest(tag, depth)) {
        const test = { name, index: tests.length, cases: [] }
        tests.push(test)
        openNames.push(name)
        const sameName = openTests.get(name)
        if (sameName) sameName.push(test)
        else openTests.set(name, [test])
      }
      if (tag === 'SubCase' && openNames.length > 0) {
        const subCase = { name, passed: true }
        openCases.push(subCase)
        for (const sameName of openTests.values())
          sameName[0]?.cases.push({ subCase, innermost: sameName.at(-1)?.index ?? 0 })
      }
      const current = openCases.at(-1)
      if (tag === 'Expression' && current && attributes.get('success') !== 'true') current.passed = false
    },
    close: (tag, depth) => {
      if (tag === 'SubCase' && openNames.length > 0) {
        const done = openCases.pop()
        const outer = openCases.at(-1)
        if (done && outer && !done.passed) outer.passed = false
      }
      if (isTest(tag, depth)) closeTest(openTests, openNames.pop() ?? '')
    },
  }
}

function closeTest(openTests: Map<string, TestCase[]>, name: string): void {
  const sameName = openTests.get(name)
  sameName?.pop()
  if (sameName?.length === 0) openTests.delete(name)
}
