import { expect, it } from 'vitest'
import { parseIssueAddress, publicForges } from './issue-address.ts'

const own = { githubUrl: 'https://code.firm.example', gitlabUrl: 'https://firm.example/gitlab/' }
const github = { kind: 'github', api: 'https://api.github.com', owner: 'o', repository: 'r', number: 7 }

it.each<[string, object]>([
  ['https://github.com/o/r/issues/7', github],
  ['https://github.com/o/r/issues/7#issuecomment-1', github],
  ['https://github.com/o/r/pull/7/files?w=1', github],
  ['https://code.firm.example/o/r/issues/7', { ...github, api: 'https://code.firm.example/api/v3' }],
  [
    'https://gitlab.com/g/sub/p/-/issues/12',
    { kind: 'gitlab', api: 'https://gitlab.com/api/v4', project: 'g/sub/p', what: 'issues', number: 12 },
  ],
  ['https://gitlab.com/g/p/issues/12', { kind: 'gitlab', project: 'g/p', what: 'issues' }],
  ['https://gitlab.com/g/p/-/work_items/12', { kind: 'gitlab', what: 'issues' }],
  ['https://gitlab.com/g/p/-/merge_requests/3/diffs', { kind: 'gitlab', what: 'merge_requests', number: 3 }],
  [
    'https://firm.example/gitlab/g/p/-/issues/1',
    { kind: 'gitlab', api: 'https://firm.example/gitlab/api/v4' },
  ],
  ['https://any.example/g/p/-/issues/1', { kind: 'gitlab', api: 'https://any.example/api/v4' }],
  ['https://any.example/g/p/issues/1', { kind: 'page' }],
  ['https://github.com/o/r', { kind: 'page' }],
  ['https://github.com.evil.example/o/r/issues/7', { kind: 'page' }],
  ['https://bugs.example/show?id=7', { kind: 'page', url: 'https://bugs.example/show?id=7' }],
])('%s', (text, expected) => {
  expect(parseIssueAddress(new URL(text), own)).toMatchObject(expected)
})

it('knows the public hosts without being told', () => {
  expect(parseIssueAddress(new URL('https://github.com/o/r/issues/7'), publicForges)).toEqual(github)
})
