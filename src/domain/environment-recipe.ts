import { z } from 'zod'

/** How the environment of a Python task is made where no image of it is at hand. */
export const environmentRecipeSchema = z.object({
  /** Interpreter, `major.minor`. */
  python: z.string().regex(/^\d+\.\d+$/),
  /** Arguments of `pip install`, one call for each list, in this order. */
  requirements: z.array(z.array(z.string())),
  /** Shell commands in the checkout, before and for its installation. */
  preInstall: z.array(z.string()),
  install: z.array(z.string()),
  /** Files laid beside the installed packages, by name: what an old project lacks in the Python at hand. */
  shims: z.record(z.string(), z.string()),
  /** Variables for building and testing. */
  env: z.record(z.string(), z.string()),
})
export type EnvironmentRecipe = Readonly<z.infer<typeof environmentRecipeSchema>>
