import { candidateRowSchema, type CandidateRow } from '../../verifier/index.ts'
import { badInput, readJsonLines } from '../analyze/json-lines.ts'

/** Candidates of all files, none twice. @throws CapuchinError `log/unreadable`, `analyze/bad-input`. */
export async function readCandidates(files: readonly string[]): Promise<readonly CandidateRow[]> {
  const lists = await Promise.all(files.map((file) => readJsonLines(file, candidateRowSchema)))
  const seen = new Map<string, string>()
  return lists.flat().map(({ where, value }) => {
    const key = `${value.instanceId} ${value.candidateId}`
    const before = seen.get(key)
    if (before !== undefined)
      throw badInput(where, `candidate ${value.candidateId} of ${value.instanceId} is already on ${before}`)
    seen.set(key, where)
    return value
  })
}
