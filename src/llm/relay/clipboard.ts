import { runProcess } from '../../std/index.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Programs that put their input on a clipboard, with what of the environment says that theirs is there. */
const programs: readonly {
  readonly command: string
  readonly args: readonly string[]
  readonly needs?: string
}[] = [
  { command: 'wl-copy', args: [], needs: 'WAYLAND_DISPLAY' },
  { command: 'xclip', args: ['-selection', 'clipboard'], needs: 'DISPLAY' },
  { command: 'xsel', args: ['--clipboard', '--input'], needs: 'DISPLAY' },
  { command: 'pbcopy', args: [] },
  { command: 'clip.exe', args: [] },
]

/** Puts a text on the clipboard by the first program on the PATH that can; whether one could. */
export async function copyText(
  text: string,
  { env, signal }: { readonly env: Environment; readonly signal: AbortSignal | undefined },
): Promise<boolean> {
  const inherited = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  for (const { command, args, needs } of programs) {
    if (needs !== undefined && !env[needs]) continue
    try {
      // A shell in between: some of these go to the background and keep what they were given open.
      const { exitCode } = await runProcess(
        'sh',
        ['-c', `exec "$@" >/dev/null 2>&1`, 'sh', command, ...args],
        {
          env: inherited,
          stdin: text,
          timeoutMs: 3_000,
          signal,
        },
      )
      if (exitCode === 0) return true
    } catch {
      if (signal?.aborted) return false
    }
  }
  return false
}
