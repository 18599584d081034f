import { appendFile, readFile } from 'node:fs/promises'
import { atomicWrite, CapuchinError, messageOf, readJsonLines } from '../../std/index.ts'
import { attemptScoreSchema, rankScores, type AttemptScore } from './attempt-score.ts'

/** Scores as they come, each on disk at once; ranked when all are there. */
export interface ScoreFile {
  /** What an earlier run scored. */
  readonly known: readonly AttemptScore[]
  add(score: AttemptScore): Promise<void>
  finish(): Promise<readonly AttemptScore[]>
}

/**
 * A file of scores that is gone on with: lines without a score, and one that was cut, are dropped from it.
 *
 * @throws CapuchinError `analyze/bad-input` where another model or style made it, `analyze/cannot-write`.
 */
export async function openScoreFile(
  path: string,
  asked: Pick<AttemptScore, 'model' | 'style'>,
): Promise<ScoreFile> {
  const lines = readJsonLines(await textOf(path), attemptScoreSchema)
  const stranger = lines.find(({ model, style }) => model !== asked.model || style !== asked.style)
  if (stranger !== undefined)
    throw new CapuchinError(
      'analyze/bad-input',
      `${path} holds scores of ${stranger.model} in style ${stranger.style}, not of ${asked.model} in style ${asked.style}`,
      { hint: 'name another file in --out' },
    )
  const known = lines.filter(({ score }) => score !== null)
  const scores = [...known]
  const write = (all: readonly AttemptScore[]) => writing(path, () => atomicWrite(path, toText(all)))
  await write(known)
  return {
    known,
    add: async (score) => {
      scores.push(score)
      await writing(path, () => appendFile(path, toText([score])))
    },
    finish: async () => {
      const ranked = rankScores(scores)
      await write(ranked)
      return ranked
    },
  }
}

function toText(scores: readonly AttemptScore[]): string {
  return scores.map((score) => `${JSON.stringify(score)}\n`).join('')
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
    throw new CapuchinError('analyze/bad-input', `cannot read ${path}: ${messageOf(cause)}`, { cause })
  }
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  await write().catch((cause: unknown) => {
    throw new CapuchinError('analyze/cannot-write', `cannot write ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'Name a file in a folder that exists and can be written to.',
    })
  })
}
