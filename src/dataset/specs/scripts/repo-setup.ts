import { listOf, type EnvironmentSpec } from '../environment-spec.ts'
import { activateConda, workFolder, type EvalInput } from '../eval-input.ts'
import type { RepositoryEnvironments } from '../environment-tables.ts'

type SetupInput = Pick<EvalInput, 'repo' | 'baseCommit'>

/** Commands that bring a repository to its base commit and install it, by family and language. */
export function repoSetupCommands(
  input: SetupInput,
  spec: EnvironmentSpec,
  { family, language }: Pick<RepositoryEnvironments, 'family' | 'language'>,
): readonly string[] {
  if (family === 'swe-gym') return sweGymSetup(input, spec)
  return language === 'py' ? pythonSetup(input, spec) : commonSetup(input, spec)
}

/** Base commits that no default branch reaches, and a branch that does. */
const branches: Readonly<Record<string, string>> = {
  cffd4e0f86fefd4802349a9f9b19ed70934ea354: '1.7',
  '70381f282f2d9d039da860e391fe51649df2779d': 'sympy-1.5.1',
  '8aba863a634f40560e25055d179220f0eefabe9a': '4.6.x',
}

function pythonSetup({ repo, baseCommit }: SetupInput, spec: EnvironmentSpec): readonly string[] {
  const branch = branches[baseCommit]
  return [
    `git clone -o origin ${branch === undefined ? '' : `--branch ${branch}`} --single-branch https://github.com/${repo} ${workFolder}`,
    ...resetTo(baseCommit),
    ...forgetTheFuture(baseCommit),
    ...install(spec),
    'git config --global user.email setup@swebench.config',
    'git config --global user.name SWE-bench',
    'git commit --allow-empty -am SWE-bench',
  ]
}

function sweGymSetup({ repo, baseCommit }: SetupInput, spec: EnvironmentSpec): readonly string[] {
  return [
    `git clone -o origin https://github.com/${repo.toLowerCase()} ${workFolder}`,
    ...resetTo(baseCommit),
    ...install(spec),
  ]
}

function commonSetup({ repo, baseCommit }: SetupInput, spec: EnvironmentSpec): readonly string[] {
  return [
    `git clone -o origin https://github.com/${repo} ${workFolder}`,
    ...resetTo(baseCommit),
    ...(spec.pre_install ?? []),
    ...listOf(spec.install),
    ...(spec.build ?? []),
  ]
}

function resetTo(baseCommit: string): readonly string[] {
  return [
    `chmod -R 777 ${workFolder}`,
    `cd ${workFolder}`,
    `git reset --hard ${baseCommit}`,
    'git remote remove origin',
  ]
}

function install(spec: EnvironmentSpec): readonly string[] {
  return [
    ...activateConda,
    'echo "Current environment: $CONDA_DEFAULT_ENV"',
    ...(spec.pre_install ?? []),
    ...listOf(spec.install),
  ]
}

/** Upstream's guard against answers in the history: later tags and unreachable commits go, later commits abort. */
function forgetTheFuture(baseCommit: string): readonly string[] {
  return [
    `TARGET_TIMESTAMP=$(git show -s --format=%ci ${baseCommit})`,
    'git tag -l | while read tag; do TAG_COMMIT=$(git rev-list -n 1 "$tag"); TAG_TIME=$(git show -s --format=%ci "$TAG_COMMIT"); if [[ "$TAG_TIME" > "$TARGET_TIMESTAMP" ]]; then git tag -d "$tag"; fi; done',
    'git reflog expire --expire=now --all',
    'git gc --prune=now --aggressive',
    `AFTER_TIMESTAMP=$(date -d "$TARGET_TIMESTAMP + 1 second" '+%Y-%m-%d %H:%M:%S')`,
    'COMMIT_COUNT=$(git log --oneline --all --since="$AFTER_TIMESTAMP" | wc -l)',
    '[ "$COMMIT_COUNT" -eq 0 ] || exit 1',
  ]
}
