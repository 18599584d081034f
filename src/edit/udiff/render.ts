import type { Edit } from '../edit.ts'
import { closingFence } from '../fence.ts'
import type { Hunk, HunkLine } from '../hunk/hunk.ts'
import { toLines } from '../text-file.ts'
import { devNull } from './header.ts'

/** An edit as a diff that parses back to it. */
export function renderUdiff(edit: Edit, options: { readonly fence?: string } = {}): string {
  const fence = options.fence ?? '```'
  return `${fence}diff\n${renderPaths(edit)}${renderHunk(edit)}${closingFence(fence)}\n`
}

function renderPaths({ path, action }: Edit): string {
  const name = quote(path)
  if (action?.kind === 'move')
    return `diff --git ${quote(`a/${path}`)} ${quote(`b/${action.to}`)}\nrename from ${name}\nrename to ${quote(action.to)}\n`
  const from = action?.kind === 'create' ? devNull : quote(`a/${path}`)
  const to = action?.kind === 'delete' ? devNull : quote(`b/${path}`)
  return `--- ${from}\n+++ ${to}\n`
}

function quote(path: string): string {
  return /["\\\t\n\r]/.test(path) ? JSON.stringify(path) : path
}

function renderHunk({ readings: [{ search, replace }], hunk, action }: Edit): string {
  const lines: readonly HunkLine[] = hunk?.lines ?? [
    ...toLines(search ?? '').map((text) => ({ mark: '-', text }) as const),
    ...toLines(replace).map((text) => ({ mark: '+', text }) as const),
  ]
  if (lines.length === 0) return ''
  const count = (side: '-' | '+'): number => lines.filter(({ mark }) => mark === ' ' || mark === side).length
  const start = hunk?.startLine ?? null
  const [old, fresh] = [count('-'), count('+')]
  const at =
    start === null ? '@@ ... @@' : `@@ -${start},${old} +${fresh === 0 ? start - 1 : start},${fresh} @@`
  const header = action?.kind === 'create' ? `@@ -0,0 +1,${fresh} @@` : at
  return `${header}\n${lines.map((line, nth) => renderLine(line, remark(hunk, lines, nth))).join('')}`
}

function renderLine({ mark, text }: HunkLine, noNewline: boolean): string {
  return `${mark}${text}\n${noNewline ? '\\ No newline at end of file\n' : ''}`
}

function remark(hunk: Hunk | undefined, lines: readonly HunkLine[], nth: number): boolean {
  if (hunk === undefined || hunk.finalNewline === 'as-it-is') return false
  const side = hunk.finalNewline === 'removed' ? '+' : '-'
  return nth === lines.findLastIndex(({ mark }) => mark === side)
}
