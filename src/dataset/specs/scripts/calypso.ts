import type { EvalInput } from '../eval-input.ts'
import { patchedPaths } from '../test-patch.ts'

/** wp-calypso builds a command per test file; which one depends on the Node version and the folder. */
export function calypsoTestCommands(input: EvalInput): readonly string[] {
  return patchedPaths(input.testPatch).flatMap((path) => commandsFor(testPathOf(path), input.version))
}

const jestConfigs: Readonly<Record<string, string>> = {
  ...suffixed('10.10.0 10.12.0 10.13.0 10.14.0 10.15.2 10.16.3', 'js'),
  ...suffixed('6.11.5 8.9.1 8.9.3 8.9.4 8.11.0 8.11.2 10.4.1 10.5.0 10.6.0 10.9.0', 'json'),
}

function suffixed(versions: string, suffix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(versions.split(' ').map((version) => [version, suffix]))
}

/** A snapshot is tested through the folder that its `__snapshots__` lies in. */
function testPathOf(path: string): string {
  return /__snapshots__\/.*.js.snap$/s.test(path) ? path.split('/').slice(0, -2).join('/') : path
}

function commandsFor(path: string, version: string): readonly string[] {
  const suffix = jestConfigs[version]
  if (path.startsWith('client') || path.startsWith('packages')) {
    const part = path.split('/')[0] ?? ''
    return suffix === undefined
      ? [`npm run test-${part} --verbose '${path}'`]
      : [`./node_modules/.bin/jest --verbose -c=test/${part}/jest.config.${suffix} '${path}'`]
  }
  if (path.startsWith('test/e2e'))
    return ['cd test/e2e', `NODE_CONFIG_ENV=test npm run test ${path}`, 'cd ../..']
  return []
}
