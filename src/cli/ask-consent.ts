import type { ConsentQuestion } from '../app/index.ts'

/** How the person at the terminal is asked; null where there is nobody, or only a program. */
export function consentAsker(json: boolean): ((question: ConsentQuestion) => Promise<boolean>) | null {
  return process.stdin.isTTY && process.stderr.isTTY && !json ? askInTerminal : null
}

async function askInTerminal({ root, lines }: ConsentQuestion): Promise<boolean> {
  const { confirm, isCancel, log } = await import('@clack/prompts')
  log.message(`In ${root}:\n${lines.map((line) => `- ${line}`).join('\n')}`)
  const answer = await confirm({ message: 'Go ahead? (asked once per repository)' })
  return !isCancel(answer) && answer
}
