import type { TrainedVerifier } from '../app/index.ts'
import { renderTable } from '../view/index.ts'

/** What was learned, and how it does on what was not seen. */
export function trainingLines(
  { model, byInstance, byRepo }: TrainedVerifier,
  out: string,
): readonly string[] {
  const { rows, resolved, instances, repos } = model.trainedOn
  const heaviest = model.features.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 10)
  return [
    `${rows} candidates of ${instances} instances in ${repos.length} repositories, ${resolved} of them resolved`,
    '',
    ...renderTable(
      ['LEFT OUT', 'AUC', 'WITHIN INSTANCES', 'ECE', 'BRIER'],
      [byInstance, ...(byRepo ? [byRepo] : [])].map(({ by, auc, aucWithin, calibrationError, brier }) => [
        by === 'repo' ? 'repositories' : 'instances',
        ...[auc, aucWithin, calibrationError, brier].map((value) => value.toFixed(3)),
      ]),
    ),
    '',
    ...renderTable(
      ['FEATURE', 'WEIGHT'],
      heaviest.map(({ name, weight }) => [name, weight.toFixed(2)]),
    ),
    '',
    `${out} holds it; capuchin score CANDIDATES --verifier ${out} --out scores.jsonl`,
  ]
}
