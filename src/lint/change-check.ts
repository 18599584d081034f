import { languageOf, type SyntaxParser } from '../syntax/index.ts'
import { newFindings, type Finding } from './finding.ts'
import { checkPython } from './python/check-python.ts'

/** A file before and after a change; null where there is none. */
export interface ChangedText {
  readonly before: string | null
  readonly after: string | null
}

/** Finds what changes bring into files that can run and can hardly be meant. For Python alone. */
export interface ChangeCheck {
  /** Findings that the text after has and the text before has not; habits of a file are held against new lines only. */
  readonly newFaults: (path: string, change: ChangedText) => Promise<readonly Finding[]>
}

/** Texts before a change are checked once, however many changes of them there are. */
export function createChangeCheck(syntax: SyntaxParser): ChangeCheck {
  const known = new Map<string, Promise<readonly Finding[]>>()
  const checkOnce = (text: string): Promise<readonly Finding[]> => {
    const findings = known.get(text) ?? checkPython(text, syntax)
    known.set(text, findings)
    return findings
  }
  return {
    newFaults: async (path, { before, after }) => {
      if (after === null || after === before || languageOf(path) !== 'python') return []
      const old = before === null ? [] : await checkOnce(before)
      const oldLines = new Set(before?.split('\n'))
      const lines = after.split('\n')
      return newFindings(old, await checkPython(after, syntax)).filter(
        ({ rule, line }) => rule !== 'odd-use' || !oldLines.has(lines[line - 1] ?? ''),
      )
    },
  }
}
