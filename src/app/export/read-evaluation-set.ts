import { toEvaluationSet, type EvaluationSet } from '../../gym/index.ts'
import { readIds } from '../read-ids.ts'

/** What a file names, if there is one. @throws CapuchinError `dataset/bad-file` */
export async function readEvaluationSet(path: string | undefined): Promise<EvaluationSet | null> {
  return path === undefined ? null : toEvaluationSet([...(await readIds(path))])
}
