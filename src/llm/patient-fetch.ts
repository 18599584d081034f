/**
 * Node's own fetch gives up after 300 s without a byte, which a slow local model reaches and which is then paid for
 * twice; limits are the caller's signal.
 */
export async function patientFetch(): Promise<typeof globalThis.fetch> {
  const { Agent, fetch } = await import('undici')
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- undici's own fetch and the global one differ only in the nominal types of their bodies.
  return ((input: string, init?: object) =>
    fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch
}
