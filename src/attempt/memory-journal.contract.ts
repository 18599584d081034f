import type { Journal } from '../domain/index.ts'

/** Answers from what an earlier run wrote, and counts what had to be run. */
export function createMemoryJournal(answers = new Map<string, unknown>()) {
  let ran = 0
  const journal: Journal = {
    ask: async ({ stage, step, key, schema }, run) => {
      const place = `${stage}/${step}/${key}`
      if (answers.has(place)) return { value: schema.parse(answers.get(place)), fromJournal: true }
      ran++
      const value = await run()
      answers.set(place, JSON.parse(JSON.stringify(value)))
      return { value, fromJournal: false }
    },
  }
  return { journal, answers, ran: () => ran }
}
