// Solves the bug of examples/ledger-project in a throw-away copy: no key, no network, nothing left behind.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfNeeded, installPackages, root, run } from './prepare.mjs'

installPackages()
buildIfNeeded()

const project = mkdtempSync(join(tmpdir(), 'capuchin-demo-'))
let status = 1
try {
  cpSync(join(root, 'examples/ledger-project'), project, { recursive: true })
  const git = (...args) =>
    run('git', ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost', ...args], {
      cwd: project,
      stdio: 'ignore',
    })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'ledger')
  console.log(`\nThe issue (${join('examples/ledger-project', 'ISSUE.md')})\n`)
  console.log(readFileSync(join(project, 'ISSUE.md'), 'utf8').replaceAll(/^/gm, '  '))
  console.log(`$ capuchin solve ISSUE.md --strategy mutation\n`)
  // The bundled project is known to be harmless, so here, and only here, a missing sandbox is no obstacle.
  status = run(
    process.execPath,
    [
      join(root, 'dist/cli/main.js'),
      'solve',
      'ISSUE.md',
      '--repo',
      project,
      '--strategy',
      'mutation',
      '--allow-unsandboxed',
      '--yes',
    ],
    {
      cwd: project,
    },
  )
} finally {
  rmSync(project, { recursive: true, force: true })
}
process.exitCode = status
