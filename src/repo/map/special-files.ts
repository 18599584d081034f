/** Whether a path is one of those that say what a project is and how it is built: in its root, by name. */
export function isSpecialFile(path: string): boolean {
  return !path.includes('/') && specialNames.test(path)
}

const specialNames =
  /^(?:readme(?:\.\w+)?|contributing(?:\.\w+)?|agents\.md|package\.json|tsconfig\.json|pyproject\.toml|setup\.(?:py|cfg)|requirements\.txt|tox\.ini|go\.mod|cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|composer\.json|gemfile|makefile|cmakelists\.txt|dockerfile)$/i
