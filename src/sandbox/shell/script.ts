import { checkVariableName, quote } from './quote.ts'

/** File descriptors that the shell keeps for itself, out of reach of redirections inside a command. */
const outFd = 198
const errFd = 199

export interface CommandScript {
  readonly token: string
  readonly command: string
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** A path inside; nothing to read when left out. */
  readonly stdinPath?: string | undefined
}

/** What a fresh shell reads first: its own descriptors, then the folder and environment it was left with. */
export function startScript(state: { readonly cwd: string; readonly exports: string | null }): string {
  const restore =
    state.exports === null
      ? ''
      : `for __capuchin_v in $(compgen -e); do unset "$__capuchin_v"; done 2>/dev/null\nunset __capuchin_v\n${state.exports}\n`
  return `exec ${outFd}>&1 ${errFd}>&2\n${restore}builtin cd -- ${quote(state.cwd)} 2>/dev/null\n`
}

/** The shell text that runs one command between marks and tells where it left the shell. */
export function commandScript(script: CommandScript): string {
  const { token } = script
  const overrides = Object.entries(script.env ?? {}).map(([name, value]) => ({
    name: checkVariableName(name),
    value,
  }))
  const hasCwd = script.cwd !== undefined
  const enter = hasCwd ? `__capuchin_d=$PWD; builtin cd -- ${quote(script.cwd ?? '')} 2>&${errFd} && ` : ''
  const run = `{ builtin eval ${quote(script.command)}; } <${quote(script.stdinPath ?? '/dev/null')} >&${outFd} 2>&${errFd} ${outFd}>&- ${errFd}>&-`
  const mark = (kind: string): string => `builtin printf '\\0${kind}%s\\0' ${token}`
  return [
    `${mark('S')} >&${outFd}; ${mark('S')} >&${errFd}`,
    ...overrides.map(({ name, value }, index) => saveAndSet(name, value, index)),
    `${enter}${run}`,
    '__capuchin_c=$?',
    ...(hasCwd ? [`builtin cd -- "$__capuchin_d" 2>/dev/null`, 'unset __capuchin_d'] : []),
    ...overrides.map(({ name }, index) => restore(name, index)),
    `{ ${mark('E')}; builtin printf '%d\\0%s\\0' "$__capuchin_c" "$PWD"; builtin declare -x; ${mark('F')}; } >&${outFd}; { ${mark('E')}; ${mark('F')}; } >&${errFd}`,
    '',
  ].join('\n')
}

/** The three marks that `commandScript` prints for a token. */
export function marksOf(token: string) {
  const mark = (kind: string): Buffer => Buffer.from(`\0${kind}${token}\0`)
  return { start: mark('S'), end: mark('E'), last: mark('F') }
}

function saveAndSet(name: string, value: string, index: number): string {
  return `__capuchin_h${index}=\${${name}+x}; __capuchin_o${index}=\${${name}-}; builtin export ${name}=${quote(value)}`
}

function restore(name: string, index: number): string {
  return (
    `if [[ -n $__capuchin_h${index} ]]; then builtin export ${name}="$__capuchin_o${index}"; else builtin unset ${name}; fi; ` +
    `builtin unset __capuchin_h${index} __capuchin_o${index}`
  )
}
