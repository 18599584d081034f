/** Output without what differs between equal runs, and between equal behaviours of different code. */
export function normaliseOutput(output: string): string {
  return output
    .replaceAll(/\b0x[0-9a-fA-F]{4,}\b/g, '0x')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replaceAll(/\b\d+(?:\.\d+)?\s?(?:ms|µs|us|ns|s|sec|seconds)\b/g, '<duration>')
    .replaceAll(/\bline \d+\b/g, 'line')
    .replaceAll(/(\.\w{1,4}):\d+(?::\d+)?/g, '$1')
    .replaceAll(/\bpid[ =:]\d+\b/gi, 'pid')
    .replaceAll(/[ \t]+$/gm, '')
}
