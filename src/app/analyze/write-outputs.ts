import { atomicWrite, CapuchinError, messageOf } from '../../std/index.ts'

/** Writes the files that are asked for, which alone are made. @throws CapuchinError `analyze/cannot-write`. */
export async function writeOutputs(
  outputs: readonly (readonly [path: string | undefined, make: () => string | Promise<string>])[],
): Promise<readonly string[]> {
  const written: string[] = []
  for (const [path, make] of outputs) {
    if (path === undefined) continue
    const content = await make()
    await atomicWrite(path, content).catch((cause: unknown) => {
      throw new CapuchinError('analyze/cannot-write', `cannot write ${path}: ${messageOf(cause)}`, {
        cause,
        hint: 'Name a file in a folder that exists and can be written to.',
      })
    })
    written.push(path)
  }
  return written
}
