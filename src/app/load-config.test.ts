import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guardedRequests, obtainConsent } from './consent.ts'
import { loadConfig, settingForm, variableOf } from './load-config.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'config-'))
  mkdirSync(join(root, 'home/capuchin'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const projectFile = (text: string): void => writeFileSync(join(root, 'capuchin.yaml'), text)
const userFile = (text: string): void => writeFileSync(join(root, 'home/capuchin/capuchin.yaml'), text)
const load = (env: Readonly<Record<string, string>> = {}, flags: Readonly<Record<string, unknown>> = {}) =>
  loadConfig({ root, env: { XDG_CONFIG_HOME: join(root, 'home'), ...env }, flags })

describe('loadConfig', () => {
  it('lets flags win over the environment, the project, the user and the defaults, and says so', async () => {
    userFile('seed: 1\nattempts: 1\nmaxMinutes: 1\nnetwork: false\n')
    projectFile('attempts: 2\nmaxMinutes: 2\n')
    const { config, sources } = await load(
      { CAPUCHIN_MAX_MINUTES: '3', CAPUCHIN_MODEL: 'a/b, c/d' },
      { seed: 4 },
    )
    expect(config).toMatchObject({
      seed: 4,
      attempts: 2,
      maxMinutes: 3,
      model: ['a/b', 'c/d'],
      testMinutes: 10,
    })
    expect(
      ['seed', 'attempts', 'maxMinutes', 'network', 'testMinutes'].map(
        (name) => [...sources].find(([key]) => key === name)?.[1],
      ),
    ).toEqual(['flag', 'project file', 'environment', 'user file', 'default'])
  })

  it.each([
    ['attempts: many', /attempts from the project file/],
    ['attempts: 0', /attempts from the project file/],
    ['colour: red', /sets 'colour', which is no setting/],
    ['- a\n- b', /holds no settings/],
    ['a: [', /is not YAML/],
  ])('refuses %j with one sentence', async (text, message) => {
    projectFile(text)
    await expect(load()).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringMatching(message),
    })
  })

  it('takes an empty file for no settings', async () => {
    projectFile('')
    expect((await load()).config.attempts).toBe(1)
  })
})

describe('settings', () => {
  it('have a flag form and a variable each', () => {
    expect(variableOf('testCmd')).toBe('CAPUCHIN_TEST_CMD')
    expect(settingForm('attempts')).toMatchObject({ type: 'integer', default: 1 })
    expect(settingForm('strategy').enum).toContain('mutation')
  })
})

describe('consent', () => {
  const question = { root: '/repo', lines: ['run make'] }
  const env = () => ({ XDG_STATE_HOME: root })

  it('is asked for what a project file makes run, opens or sends away', async () => {
    projectFile('testCmd: make\nnetwork: true\nseed: 3\n')
    expect(guardedRequests(await load())).toEqual([
      expect.stringContaining('testCmd'),
      expect.stringContaining('network'),
    ])
    expect(guardedRequests(await load({ CAPUCHIN_TEST_CMD: 'make' }, { network: true }))).toEqual([])
  })

  it('is asked once, remembered by wording, and refused where nobody can be asked', async () => {
    const nobody = { env: env(), assumeYes: false, ask: null }
    await expect(obtainConsent(question, nobody)).rejects.toMatchObject({ code: 'config/no-consent' })
    await obtainConsent(question, { ...nobody, ask: () => Promise.resolve(true) })
    await obtainConsent(question, nobody)
    const other = { ...question, lines: ['run make all'] }
    await expect(obtainConsent(other, nobody)).rejects.toMatchObject({ code: 'config/no-consent' })
    await obtainConsent(other, { ...nobody, assumeYes: true })
  })
})
