/**
 * Isolated places to run commands in: one interface, one folder per way to build it. It knows nothing of problems,
 * attempts or tests.
 */
export { createDockerProvider, type DockerProviderOptions } from './docker/provider.ts'
export { createImageStore, type EngineDisk, type ImageStore, type StoredImage } from './docker/images.ts'
export {
  createFakeProvider,
  type FakeCall,
  type FakeExec,
  type FakeFiles,
  type FakeProviderOptions,
} from './fake/fake.ts'
export { createLocalProvider, createUnconfinedProvider, type LocalProviderOptions } from './local/provider.ts'
export {
  defaultLimits,
  type ExecOptions,
  type ExecResult,
  type LimitEnforcement,
  type OpenOptions,
  type Sandbox,
  type SandboxDescription,
  type SandboxKind,
  type SandboxLimits,
  type SandboxProvider,
  type SandboxSource,
  type Snapshot,
} from './sandbox.ts'
export { withTempFolder } from './temp-folder.ts'
