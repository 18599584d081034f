import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['src/**/*.system.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['src/**/*.system.test.ts', 'test/**/*.test.ts'],
          pool: 'forks',
          // They wait a lot, but sandboxes run programs side by side themselves: more files at once only slow each other.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
