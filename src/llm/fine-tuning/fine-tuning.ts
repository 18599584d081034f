/** What is to be trained, and how. */
export interface FineTuningRequest {
  /** A model that the provider lets one train. */
  readonly baseModel: string
  /** Id of an uploaded file of rows. */
  readonly file: string
  /** Becomes part of the new model's name. */
  readonly suffix: string | null
  /** Passes over the rows; null leaves it to the provider. */
  readonly epochs: number | null
  readonly seed: number
}

/** How a training stands. */
export interface FineTuningProgress {
  readonly state: 'under-way' | 'succeeded' | 'failed' | 'cancelled'
  /** The provider's own word. */
  readonly status: string
  /** Name of the new model, once there is one. */
  readonly model: string | null
  readonly trainedTokens: number | null
  /** What the provider says of a failure. */
  readonly error: string | null
}

interface Waiting {
  readonly signal?: AbortSignal | undefined
}

/**
 * A provider that trains models on rows which one uploads.
 *
 * @throws CapuchinError `llm/*`, as `Model` does.
 */
export interface FineTuning {
  /** Resolves to the id of the file. */
  upload(file: { readonly name: string; readonly content: string }, options: Waiting): Promise<string>
  /** Resolves to the id of the training, under which any later process finds it again. */
  start(request: FineTuningRequest, options: Waiting): Promise<string>
  poll(training: string, options: Waiting): Promise<FineTuningProgress>
  cancel(training: string, options: Waiting): Promise<void>
}
