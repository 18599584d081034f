export type Suggestion =
  | { readonly kind: 'add-file'; readonly path: string }
  | { readonly kind: 'create-file'; readonly path: string }
  | { readonly kind: 'fix-lint'; readonly summary: string }
  | { readonly kind: 'fix-tests'; readonly summary: string }
  | { readonly kind: 'run-command'; readonly command: string }

/** Every suggestion that touches the user's side passes here. */
export interface Approval {
  ask(suggestion: Suggestion, options: { readonly signal?: AbortSignal }): Promise<'yes' | 'no'>
}

/** Headless runs: yes to everything except commands that a reply proposes. */
export const headlessApproval: Approval = {
  ask: (suggestion) => Promise.resolve(suggestion.kind === 'run-command' ? 'no' : 'yes'),
}
