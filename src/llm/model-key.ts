import { hashJson, type JsonValue } from '../std/index.ts'
import type { ModelId, ModelRequest } from './model.ts'

/** Everything a reply depends on, as plain JSON: what recordings compare when they say where two requests differ. */
export function requestToJson(id: ModelId, request: ModelRequest): JsonValue {
  return {
    provider: id.provider,
    model: id.model,
    sampling: { ...request.sampling },
    tools: (request.tools ?? []).map((tool) => ({ ...tool })),
    messages: request.messages.map(({ ...message }) => message),
    ...(request.replyForm === undefined ? {} : { replyForm: { ...request.replyForm } }),
  }
}

/** sha256 of the request's canonical JSON (DESIGN section 4). */
export function modelKey(id: ModelId, request: ModelRequest): string {
  return hashJson(requestToJson(id, request))
}
