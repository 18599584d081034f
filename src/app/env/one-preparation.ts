import PQueue from 'p-queue'
import type { EvaluationPlaces } from '../../evaluation/index.ts'
import { throwIfAborted } from '../../std/index.ts'

/** The same places, where an instance's environment is got ready by one caller at a time: the next ones find it made. */
export function withOnePreparation(places: EvaluationPlaces): EvaluationPlaces {
  const queues = new Map<string, PQueue>()
  return {
    kind: places.kind,
    prepare: (instance, options = {}) => {
      const queue = queues.get(instance.instanceId) ?? new PQueue({ concurrency: 1 })
      queues.set(instance.instanceId, queue)
      // The queue is not told of the signal: it would go on while what was cancelled still tidies up.
      return queue.add(() => {
        throwIfAborted(options.signal)
        return places.prepare(instance, options)
      })
    },
    [Symbol.asyncDispose]: () => places[Symbol.asyncDispose](),
  }
}
