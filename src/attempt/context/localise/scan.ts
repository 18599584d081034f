import { setMaxListeners } from 'node:events'
import PQueue from 'p-queue'
import {
  addUsage,
  issueBlock,
  noUsage,
  type AttemptEvent,
  type FileTree,
  type Usage,
} from '../../../domain/index.ts'
import { chooseFence } from '../../../edit/index.ts'
import type { Model, ModelRequest, SamplingOptions } from '../../../llm/index.ts'
import { hasCode, throwIfAborted } from '../../../std/index.ts'
import { renderFiles } from '../file-contents.ts'
import { excerptFile } from './excerpt.ts'
import { askReadably, isUnreadable, type Asked, type ModelCalls } from './planned-calls.ts'
import { localisePrompt } from './prompts.ts'
import { readCandidates, type CandidateFile } from './read-candidates.ts'
import { parseVerdict, type Verdict } from './verdict.ts'

export interface ScanInput {
  readonly issue: string
  readonly tree: FileTree
  /** Files to read, the likeliest first. */
  readonly paths: readonly string[]
  readonly calls: ModelCalls
  readonly sampling: SamplingOptions
  /** Longer files are not read. */
  readonly fileTokens: number
  /** Of a longer file only so much is read: its outline, and what shares words with the issue. */
  readonly excerptTokens: number
  /** Calls at once. */
  readonly concurrency: number
  readonly signal: AbortSignal
}

export interface ScannedFile {
  readonly path: string
  readonly tokens: number
}

export interface RelevantFile extends ScannedFile {
  readonly summary: string
}

/** What came of a scan; every path that went in stands in exactly one of the lists, each in the order given. */
export interface Scan {
  readonly relevant: readonly RelevantFile[]
  readonly notRelevant: readonly ScannedFile[]
  /** Not judged: the reply could not be read, nor the one to being asked again. */
  readonly unparsed: readonly ScannedFile[]
  readonly tooLong: readonly string[]
  readonly unreadable: readonly string[]
  readonly empty: readonly string[]
  /** How many of the judged files were read in part. */
  readonly inPart: number
  /** Files that had to be asked about twice. */
  readonly askedAgain: number
  readonly usage: Usage
}

/** Has a model judge each file alone, many at once, telling now and then how far it is. */
export async function* scanFiles(input: ScanInput): AsyncGenerator<AttemptEvent, Scan> {
  const { files, ...passedOver } = await readCandidates(input.tree, input.paths, input)
  const requests = files.map((file) => toRequest(input, file))
  const modelAt = input.calls(
    'scan',
    files.map(({ place }, index) => ({ step: place, request: requests[index] ?? { messages: [] } })),
  )
  const judged: Judged[] = []
  const every = Math.max(25, Math.ceil(files.length / 10))
  yield { type: 'stage', stage: 'scan', detail: `${files.length} files to read` }
  for await (const answer of askAll(input, { requests, modelAt })) {
    const file = files[judged.length]
    if (file) judged.push({ file, answer })
    if (judged.length % every === 0 || judged.length === files.length)
      yield { type: 'stage', stage: 'scan', detail: `${judged.length} of ${files.length} files read` }
  }
  const inPart = files.filter(({ tokens }) => tokens > input.excerptTokens).length
  return { ...collect(judged, passedOver), inPart }
}

interface Judged {
  readonly file: CandidateFile
  /** Null when the model cannot take a prompt of this length. */
  readonly answer: Asked<Verdict> | null
}

/** Answers in the order of the questions. The first failure ends those under way. */
async function* askAll(
  { concurrency, signal }: ScanInput,
  {
    requests,
    modelAt,
  }: { readonly requests: readonly ModelRequest[]; readonly modelAt: (at: number) => Model },
): AsyncGenerator<Asked<Verdict> | null> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  setMaxListeners(0, both)
  const queue = new PQueue({ concurrency })
  const answers = requests.map((request, index) =>
    queue.add(() => {
      throwIfAborted(both)
      return judge(modelAt(index), request, both)
    }),
  )
  // Each is awaited below, but perhaps only after it has failed.
  for (const answer of answers) answer.catch(() => undefined)
  try {
    for (const answer of answers) yield await answer
  } finally {
    stop.abort()
    await Promise.allSettled(answers)
  }
}

async function judge(
  model: Model,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<Asked<Verdict> | null> {
  try {
    return await askReadably<Verdict>(model, request, {
      parse: parseVerdict,
      again: (reason) => localisePrompt('scan-again', { reason }),
      signal,
    })
  } catch (error) {
    if (hasCode(error, 'llm/context-length')) return null
    throw error
  }
}

/** What all calls share comes first, so that a provider's cache serves all but the first. */
function toRequest(
  { issue, sampling, excerptTokens }: ScanInput,
  { path, text: whole }: CandidateFile,
): ModelRequest {
  const { text, shortened } = excerptFile(whole, { query: issue, maxTokens: excerptTokens })
  const file = renderFiles([{ path, text }], chooseFence([text]))
  return {
    messages: [
      { role: 'system', text: localisePrompt('scan-system', { issue: issueBlock(issue) }), cacheMark: true },
      { role: 'user', text: localisePrompt(shortened ? 'scan-file-part' : 'scan-file', { file }) },
    ],
    sampling,
  }
}

function collect(
  judged: readonly Judged[],
  { tooLong, ...passedOver }: Pick<Scan, 'tooLong' | 'unreadable' | 'empty'>,
): Omit<Scan, 'inPart'> {
  const lists = {
    relevant: [] as RelevantFile[],
    notRelevant: [] as ScannedFile[],
    unparsed: [] as ScannedFile[],
    tooLong: [...tooLong],
  }
  for (const { file, answer } of judged) {
    const { path, tokens } = file
    if (answer === null) lists.tooLong.push(path)
    else if (isUnreadable(answer.value)) lists.unparsed.push({ path, tokens })
    else if (answer.value.kind === 'relevant')
      lists.relevant.push({ path, tokens, summary: answer.value.summary })
    else lists.notRelevant.push({ path, tokens })
  }
  const answers = judged.flatMap(({ answer }) => answer ?? [])
  return {
    ...lists,
    ...passedOver,
    askedAgain: answers.filter(({ askedAgain }) => askedAgain).length,
    usage: answers.reduce((sum, { usage }) => addUsage(sum, usage), noUsage),
  }
}
