import type { Model, ModelReply, ModelRequest } from './model.ts'

/** The whole reply, for callers that show nothing on the way. */
export async function completeReply(
  model: Model,
  request: ModelRequest,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ModelReply> {
  const parts = model.complete(request, options)
  for (;;) {
    const next = await parts.next()
    if (next.done) return next.value
  }
}
