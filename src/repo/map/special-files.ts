/**
 * Those of some paths that say what a project is, how it is built, tested and run: first what is for people, then what
 * is for tools, each in the order of this file's table, then by path.
 */
export function specialFiles(paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => ({ path, place: placeOf(path) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path)
}

function placeOf(path: string): number {
  return kinds.findIndex((kind) => kind.test(path))
}

/** All but those of the last rows lie in the root. */
const kinds: readonly RegExp[] = [
  /^readme(?:\.\w+)?$/i,
  /^(?:agents|claude|contributing|architecture|hacking|development)(?:\.\w+)?$/i,
  // What names the project, its parts and their versions.
  /^(?:package|deno|composer|pnpm-workspace|lerna|nx|turbo)\.(?:jsonc?|ya?ml)$/i,
  /^(?:pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|requirements[\w.-]*\.(?:txt|in))$/i,
  /^(?:go\.(?:mod|work)|cargo\.toml|rust-toolchain(?:\.toml)?|build\.rs)$/i,
  /^(?:pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|gradle\.properties|build\.(?:sbt|xml))$/i,
  /^(?:gemfile|[\w-]+\.(?:gemspec|csproj|fsproj|sln|cabal)|mix\.exs|package\.swift|pubspec\.yaml|stack\.yaml)$/i,
  /^(?:global\.json|directory\.build\.props|conanfile\.(?:txt|py)|vcpkg\.json|flake\.nix|default\.nix)$/i,
  // What builds and runs it.
  /^(?:(?:gnu)?makefile|rakefile|justfile|taskfile\.ya?ml|cmakelists\.txt|meson\.build|configure\.ac)$/i,
  /^(?:workspace|module|build)(?:\.bazel)?$/i,
  /^(?:(?:dockerfile|containerfile)(?:\.[\w-]+)?|(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml|procfile|manage\.py)$/i,
  // What tests and checks it.
  /^(?:tox\.ini|pytest\.ini|noxfile\.py|conftest\.py|runtests\.py|phpunit\.xml(?:\.dist)?|\.rspec)$/i,
  /^(?:vitest|jest|vite|webpack|rollup|babel|next|nuxt|karma|playwright|cypress|eslint)\.config\.[cm]?[jt]s(?:on)?$/i,
  /^(?:tsconfig(?:\.[\w-]+)?\.json|\.eslintrc(?:\.\w+)?|\.pre-commit-config\.ya?ml|ruff\.toml|mypy\.ini|\.golangci\.ya?ml)$/i,
  /^\.(?:gitlab-ci|travis|appveyor)\.ya?ml$/i,
  /^(?:appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild)\.ya?ml$|^jenkinsfile$/i,
  /^\.github\/workflows\/[^/]+\.ya?ml$|^\.circleci\/config\.yml$/i,
]
