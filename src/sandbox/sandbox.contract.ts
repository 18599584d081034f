import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test, type TestContext } from 'vitest'
import { createTempDir, type TempDir } from '../std/index.ts'
import type { Bench, CreateProvider } from './contract/bench.contract.ts'
import { checkoutCases } from './contract/checkout.contract.ts'
import { diffCases, fileCases } from './contract/files.contract.ts'
import { makeCheckout } from './contract/fixture.contract.ts'
import { shellCases } from './contract/shell.contract.ts'
import { limitCases, stateCases } from './contract/state.contract.ts'
import type { Sandbox, SandboxProvider } from './sandbox.ts'

export interface ContractSubject {
  readonly name: string
  readonly create: CreateProvider
  /** Titles of cases that this provider does not meet, with the reason. */
  readonly exceptions: Readonly<Record<string, string>>
}

const cases = { ...shellCases, ...fileCases, ...diffCases, ...stateCases, ...limitCases, ...checkoutCases }

/** What every way to build a sandbox promises. One checkout is made per case. */
export function sandboxContract(subject: ContractSubject): void {
  describe(`sandbox contract: ${subject.name}`, () => {
    let temp: TempDir
    let provider: SandboxProvider | { readonly skip: string }
    beforeAll(async () => {
      temp = await createTempDir('capuchin-contract-')
      chmodSync(temp.path, 0o755)
      provider = await subject.create(join(temp.path, 'state'))
    })
    afterAll(async () => {
      if ('dispose' in provider) await provider.dispose()
      await temp[Symbol.asyncDispose]()
    })
    // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- the cases are a table, and assert themselves
    test.for(promisedCases(subject))('%s', async ([, body], context) => {
      const live = 'skip' in provider ? context.skip(provider.skip) : provider
      await runCase(body, { subject, live, folder: temp.path, context })
    })
  })
}

/** Cases that a provider does not promise are not cases of its suite: they are no tests that could not run. */
function promisedCases({ name, exceptions }: ContractSubject) {
  const unknown = Object.keys(exceptions).find((title) => !(title in cases))
  if (unknown !== undefined) throw new Error(`${name} makes an exception of '${unknown}', which is no case`)
  return Object.entries(cases).filter(([title]) => !(title in exceptions))
}

interface CaseSetting {
  readonly subject: ContractSubject
  readonly live: SandboxProvider
  readonly folder: string
  readonly context: TestContext
}

async function runCase(body: (bench: Bench) => Promise<void>, setting: CaseSetting): Promise<void> {
  const { live, folder, context, subject } = setting
  const checkout = join(folder, `checkout-${context.task.id.replaceAll(/[^\w]/g, '')}`)
  makeCheckout(checkout)
  const opened: Sandbox[] = []
  const open: Bench['open'] = async (options) => {
    const sandbox = await live.open({ from: 'checkout', path: checkout }, options)
    opened.push(sandbox)
    return sandbox
  }
  const skip = (reason: string): never => context.skip(reason)
  try {
    await body({ checkout, folder, provider: live, open, create: subject.create, skip })
  } finally {
    await Promise.all(opened.map((sandbox) => sandbox.dispose()))
  }
}
