import type { Sandbox } from '../../sandbox/index.ts'
import { CapuchinError } from '../../std/index.ts'

export interface ScrubRequest {
  /** Absolute path of the checkout inside. */
  readonly checkout: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Leaves one commit of a task's checkout, under its own id: no history after or before it, no refs, tags, reflogs,
 * stashes, alternates, unreachable objects or remotes, in nested repositories and those of submodules neither. An image
 * also loses other clones of the repository, and where harnesses of the field keep answers. Files of the checkout
 * and its index stay as they are.
 *
 * @throws CapuchinError `workspace/history` where that cannot be done: then nobody may work in it.
 */
export async function scrubTask(sandbox: Sandbox, { checkout, signal }: ScrubRequest): Promise<void> {
  const script = `( set -- ${checkout} ${sandbox.kind === 'docker' ? 'image' : 'folder'}\n${scrubScript} ) </dev/null`
  const { exitCode, stdout, stderr } = await sandbox.exec(script, { cwd: '/', signal })
  if (exitCode === 0) return
  throw new CapuchinError(
    'workspace/history',
    `the history of ${checkout} cannot be taken away: ${`${stdout}\n${stderr}`.trim().slice(-1000)}`,
    { hint: 'is git there, and is the checkout a repository with a commit?' },
  )
}

/**
 * Where nothing but the commit and what it was made of is stored, its objects stay: copying them would cost every
 * opening of a folder that was prepared without history. Replacements and grafts of the repository itself count for nothing.
 */
const scrubScript = String.raw`
set -euo pipefail
export GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
  GIT_CONFIG_KEY_1=core.fsmonitor GIT_CONFIG_VALUE_1=false GIT_CONFIG_KEY_2=core.hooksPath GIT_CONFIG_VALUE_2=/dev/null
export GIT_NO_REPLACE_OBJECTS=1 GIT_TERMINAL_PROMPT=0
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
export GIT_GRAFT_FILE=/dev/null

reachable() { git --git-dir="$1" rev-list --objects --no-walk --indexed-objects "$2" $3; }

scrub() {
  local dir=$1 head parent= name
  if ! head=$(git --git-dir="$dir" rev-parse --verify --quiet 'HEAD^{commit}'); then
    find "$dir/objects" -type f -delete
    head=
  fi
  [ -z "$head" ] || parent=$(git --git-dir="$dir" rev-parse --verify --quiet 'HEAD^1^{commit}' || true)
  for name in "$dir"/* "$dir"/.[!.]*; do
    case "$(basename "$name")" in
      config|index|sharedindex.*|objects|info|modules|description) ;;
      *) rm -rf "$name" ;;
    esac
  done
  rm -rf "$dir/info/grafts" "$dir/info/refs" "$dir/objects/info/commit-graph" "$dir/objects/info/commit-graphs"
  mkdir -p "$dir/refs/heads" "$dir/refs/tags"
  echo 'ref: refs/heads/main' > "$dir/HEAD"
  [ -z "$head" ] || echo "$head" | tee "$dir/refs/heads/main" > "$dir/shallow"
  if [ -n "$head" ]; then
    local all kept
    all=$(git --git-dir="$dir" cat-file --batch-all-objects --unordered --batch-check='%(objectname)' | wc -l)
    kept=$(reachable "$dir" "$head" "$parent" | wc -l)
    if [ -e "$dir/objects/info/alternates" ] || [ "$all" != "$kept" ]; then
      mkdir -p "$dir/one-commit/pack"
      reachable "$dir" "$head" '' | git --git-dir="$dir" pack-objects --quiet "$dir/one-commit/pack/pack" >/dev/null
      rm -rf "$dir/objects"
      mv "$dir/one-commit" "$dir/objects"
      mkdir -p "$dir/objects/info"
    fi
  fi
  { git config --file "$dir/config" --name-only --get-regexp '^(remote|branch|url|extensions[.](refstorage|partialclone))' || true; } |
    while read -r name; do git config --file "$dir/config" --unset-all "$name" || true; done
  [ -z "$head" ] || [ "$(git --git-dir="$dir" rev-list --all)" = "$head" ]
}

checkout=$1 kind=$2
[ -d "$checkout/.git" ]
base=$(git --git-dir="$checkout/.git" rev-parse --verify 'HEAD^{commit}')
if [ "$kind" = image ]; then
  { find / -xdev \( -path /proc -o -path /sys -o -path "$checkout" \) -prune -o -type f -name HEAD -print 2>/dev/null || true; } |
    while read -r found; do
      other=$(dirname "$found")
      if [ -d "$other/objects" ] && git --git-dir="$other" cat-file -e "$base^{commit}" 2>/dev/null; then rm -rf "$other"; fi
    done
  rm -rf /swe_util/eval_data /r2e_tests /root/r2e_tests /root/run_tests.sh "$checkout/r2e_tests" "$checkout/run_tests.sh" \
    /eval.sh /root/eval.sh /root/eval_script.sh /image_assets
fi
{ find "$checkout" -name HEAD -type f -path '*.git/*' 2>/dev/null || true; } | while read -r found; do
  dir=$(dirname "$found")
  if [ -d "$dir/objects" ]; then scrub "$dir"; fi
done
`
