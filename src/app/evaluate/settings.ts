import { z } from 'zod'
import { harnessSchema } from '../../domain/index.ts'
import { CapuchinError } from '../../std/index.ts'

const evaluateSettingsSchema = z.object({
  dataset: z.string().min(1),
  split: z.string().optional(),
  ids: z.array(z.string()).optional(),
  idsFile: z.string().optional(),
  /** A file, or `gold` or `empty`. */
  predictions: z.string().min(1),
  runId: z.string().regex(/^[\w.-]+$/, 'letters, digits, dots, dashes and underscores only'),
  harness: harnessSchema.default('v5'),
  timeoutSeconds: z.number().positive().default(1800),
  jobs: z.number().int().positive().default(4),
  /** Runs of each prediction, to see whether they end alike. */
  repeat: z.number().int().positive().default(1),
  /** Instances without a test to fix may resolve. */
  allowEmptyLists: z.boolean().default(false),
  /** Folder of the logs of all runs. */
  logs: z.string().default('logs/run_evaluation'),
  reportDir: z.string().default('.'),
  sandbox: z.enum(['docker', 'local']).default('docker'),
  /** Local: folder that environments are made in; a part of the cache by default. */
  environments: z.string().optional(),
  /** Local: folder with bare clones, `owner__name.git`. */
  repositories: z.string().optional(),
  /** Local: YAML file that changes how environments are made. */
  environmentOverrides: z.string().optional(),
  network: z.boolean().default(false),
  memoryMb: z.number().int().positive().default(8192),
  imagePrefix: z.string().optional(),
  imageNamespace: z.string().optional(),
  imageTag: z.string().optional(),
  /** Docker: images that were pulled for the run are removed, oldest first, beyond this. */
  imageDiskGb: z.number().positive().default(120),
  /** Docker: images are packed from environments made on this machine, and none is pulled. */
  makeImages: z.boolean().default(false),
  /** Docker: containers may make namespaces, as browsers do for their own sandbox. */
  browsers: z.boolean().default(false),
})
export type EvaluateSettings = Readonly<z.infer<typeof evaluateSettingsSchema>>

/** @throws CapuchinError `config/bad-flag` that names the flag. */
export function parseEvaluateSettings(given: Readonly<Record<string, unknown>>): EvaluateSettings {
  const parsed = evaluateSettingsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const flag = String(issue?.path[0] ?? '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new CapuchinError('config/bad-flag', `--${flag}: ${issue?.message ?? 'bad value'}`)
}
