import { describe, expect, it } from 'vitest'
import { createSharedWork } from './shared-work.ts'

/** Work that ends when told to, and counts its beginnings. */
function createWork() {
  const begun: { readonly signal: AbortSignal; readonly end: (value: string) => void }[] = []
  const start = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      begun.push({ signal, end: resolve })
      signal.addEventListener('abort', () => reject(new Error('stopped')))
    })
  return { begun, start }
}

describe('createSharedWork', () => {
  it('is done once for all, and remembered', async () => {
    const { begun, start } = createWork()
    using work = createSharedWork(start)
    const both = [work.wait(), work.wait()]
    begun[0]?.end('read')
    expect(await Promise.all(both)).toEqual(['read', 'read'])
    expect(await work.wait()).toBe('read')
    expect(begun).toHaveLength(1)
  })

  it('goes on for others when one caller is cancelled', async () => {
    const { begun, start } = createWork()
    using work = createSharedWork(start)
    const control = new AbortController()
    const cancelled = work.wait({ signal: control.signal })
    const other = work.wait()
    control.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'std/cancelled' })
    expect(begun[0]?.signal.aborted).toBe(false)
    begun[0]?.end('read')
    expect(await other).toBe('read')
  })

  it('is stopped when nobody waits any more, and begun anew by the next', async () => {
    const { begun, start } = createWork()
    using work = createSharedWork(start)
    const control = new AbortController()
    const only = work.wait({ signal: control.signal })
    control.abort()
    await expect(only).rejects.toMatchObject({ code: 'std/cancelled' })
    expect(begun[0]?.signal.aborted).toBe(true)
    const next = work.wait()
    begun[1]?.end('again')
    expect(await next).toBe('again')
  })

  it('does not remember a failure, and ends with its owner', async () => {
    let tries = 0
    const work = createSharedWork(() =>
      tries++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve('yes'),
    )
    await expect(work.wait()).rejects.toThrow('no')
    expect(await work.wait()).toBe('yes')
    const { begun, start } = createWork()
    const owned = createSharedWork(start)
    const waiting = owned.wait()
    owned[Symbol.dispose]()
    expect(begun[0]?.signal.aborted).toBe(true)
    await expect(waiting).rejects.toThrow('stopped')
  })
})
