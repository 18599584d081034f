import { trajectoryToolSchema } from '../../domain/index.ts'
import { modelKey, type Model } from '../../llm/index.ts'
import type { RequestLog } from '../../store/index.ts'

/** Writes down what a model is asked before it is: the journal holds answers and the hash of each question. */
export function withKeptRequests(model: Model, log: RequestLog): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const { messages, sampling = {}, tools = [] } = request
      await log.save({
        key: modelKey(model.id, request),
        messages,
        sampling: Object.fromEntries(Object.entries(sampling).filter(([, value]) => value !== undefined)),
        tools: tools.map((tool) => trajectoryToolSchema.parse(tool)),
      })
      return yield* model.complete(request, { signal })
    },
  }
}
