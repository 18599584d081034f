import type { ModelId } from '../model.ts'

/** What `--model relay` or `relay:FOLDER` asks for; null for any other model. */
export function parseRelaySpec(text: string): { readonly folder: string | null } | null {
  if (text === 'relay') return { folder: null }
  const folder = /^relay:(.+)$/s.exec(text)?.[1]
  return folder === undefined ? null : { folder }
}

export const relayId: ModelId = { provider: 'relay', model: 'chat' }
