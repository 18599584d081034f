import { CapuchinError } from '../std/index.ts'

export function notARepository(cwd: string, said: string): CapuchinError {
  if (/dubious ownership/.test(said)) {
    return new CapuchinError('git/no-repository', `git does not trust ${cwd}: it belongs to another user`, {
      hint: `git config --global --add safe.directory ${cwd}`,
    })
  }
  return new CapuchinError('git/no-repository', `${cwd} is not inside a git repository`, {
    hint: "run 'git init && git add -A && git commit -m start' there first, or give --repo",
  })
}

export function bareRepository(cwd: string): CapuchinError {
  return new CapuchinError('git/bare', `${cwd} is a bare repository: it has no files to work on`, {
    hint: 'clone it and run in the clone',
  })
}
