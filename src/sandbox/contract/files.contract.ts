import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Cases } from './bench.contract.ts'
import { git, hashTree, makeCheckout, textOf } from './fixture.contract.ts'

export const fileCases: Cases = {
  'reads, writes and deletes files': async ({ open, checkout }) => {
    const sandbox = await open()
    const before = hashTree(checkout)
    expect(textOf(await sandbox.readFile('src/main.txt'))).toBe('one\ntwo\n')
    expect(await sandbox.readFile('missing')).toBeNull()
    expect(await sandbox.readFile('src')).toBeNull()
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256))
    await sandbox.writeFile('deep/new dir/it\'s "ü".bin', bytes)
    expect(
      Buffer.from((await sandbox.readFile(`${sandbox.root}/deep/new dir/it's "ü".bin`)) ?? []).equals(bytes),
    ).toBe(true)
    await sandbox.writeFile('run.sh', '#!/bin/sh\necho new\n')
    await sandbox.deleteFile('src/main.txt')
    await sandbox.deleteFile('never/was')
    expect(await sandbox.readFile('src/main.txt')).toBeNull()
    expect(hashTree(checkout)).toBe(before)
  },
  'keeps the mode of a file it writes': async ({ open }) => {
    const sandbox = await open()
    await sandbox.writeFile('run.sh', '#!/bin/sh\necho new\n')
    expect((await sandbox.exec('./run.sh')).stdout).toBe('new\n')
  },
  'is not led outside by symlinks': async ({ open, folder }) => {
    const outside = join(folder, 'outside.txt')
    writeFileSync(outside, 'host')
    const sandbox = await open()
    await sandbox.exec(`ln -s ${outside} link; ln -s ${folder} folder`)
    expect(await sandbox.readFile('link')).toBeNull()
    await sandbox.writeFile('folder/outside.txt', 'changed').catch(() => undefined)
    expect(readFileSync(outside, 'utf8')).toBe('host')
  },
  'leaves the checkout alone': async ({ open, checkout }) => {
    const before = hashTree(checkout)
    const sandbox = await open()
    await sandbox.exec(
      'rm -rf src; echo x > run.sh; chmod 000 lib/keep.txt; git commit -qam changed || git init -q .; touch new',
    )
    expect(hashTree(checkout)).toBe(before)
    await sandbox.dispose()
    expect(hashTree(checkout)).toBe(before)
  },
}

export const diffCases: Cases = {
  'gives an empty diff when nothing changed': async ({ open }) => {
    const sandbox = await open()
    expect(await sandbox.diff()).toBe('')
    await sandbox.exec('touch run.sh; cat src/main.txt > copy && mv copy src/main.txt')
    expect(await sandbox.diff()).toBe('')
  },
  'gives a diff that applies to the base': async ({ open, checkout, folder }) => {
    const sandbox = await open()
    await sandbox.exec(hardEdits)
    const patch = await sandbox.diff()
    const target = `${checkout}-patched`
    makeCheckout(target)
    const file = join(folder, 'candidate.patch')
    writeFileSync(file, patch)
    git(target, 'apply', '--whitespace=nowarn', file)
    const inside = await sandbox.exec(listTree)
    const applied = execFileSync('bash', ['--noprofile', '--norc', '-c', listTree], {
      cwd: target,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
    })
    expect(applied).toBe(inside.stdout)
    expect(patch).not.toContain('.git/')
    expect(patch).not.toContain('ignored.log')
  },
  'leaves ignored files out, but not tracked ones': async ({ open }) => {
    const sandbox = await open()
    await sandbox.exec(
      'echo x > ignored.log; mkdir -p build; echo x > build/out; echo more >> tracked.log; echo > src/.keep',
    )
    const files = (await sandbox.diff()).match(/^diff --git .*$/gm)
    expect(files).toEqual(['diff --git a/src/.keep b/src/.keep', 'diff --git a/tracked.log b/tracked.log'])
  },
  'asks again what is ignored when the index has changed': async ({ open, checkout }) => {
    const sandbox = await open()
    await sandbox.exec('echo x > ignored.log; echo y > kept')
    const names = async () => (await sandbox.diff()).match(/^diff --git .*$/gm)
    expect(await names()).toEqual(['diff --git a/kept b/kept'])
    const id = git(checkout, 'rev-parse', 'HEAD:src/main.txt').trim()
    git(checkout, 'update-index', '--add', '--cacheinfo', `100644,${id},ignored.log`)
    expect(await names()).toEqual(['diff --git a/ignored.log b/ignored.log', 'diff --git a/kept b/kept'])
  },
  'shows a link that replaced a folder, and nothing behind it': async ({ open, folder }) => {
    writeFileSync(join(folder, 'main.txt'), 'of the host\n')
    const sandbox = await open()
    await sandbox.exec(
      `echo x > src/main.txt; rm -rf src; ln -s ${folder} src; ln -s ${folder}/main.txt lib/keep`,
    )
    const patch = await sandbox.diff()
    expect(patch).not.toContain('of the host')
    expect(patch).toContain(`+${folder}\n`)
    expect(patch).toContain('-keep\n')
  },
  'runs no program that the sandbox set up in git': async ({ open, folder }) => {
    const sandbox = await open()
    const trap = join(folder, 'trapped')
    const script = `#!/bin/sh\ntouch ${trap}\n`
    await sandbox.writeFile('trap.sh', script)
    await sandbox.exec(
      'chmod +x trap.sh; t="$PWD/trap.sh"; for k in core.fsmonitor diff.external diff.x.textconv filter.x.clean filter.x.smudge core.pager core.editor; do git config $k "$t"; done; ' +
        'echo "* diff=x filter=x" > .gitattributes; mkdir -p .git/hooks; for h in pre-commit post-checkout post-index-change; do cp trap.sh .git/hooks/$h; done; echo edit >> src/main.txt',
    )
    expect(await sandbox.diff()).toContain('+edit')
    expect(existsSync(trap)).toBe(false)
  },
}

/** One of every kind of change that patches are known to break on. */
export const hardEdits = [
  'printf "one\\r\\ntwo\\r\\n" > src/main.txt',
  'printf "no newline at end" > src/no-newline',
  ': > src/empty',
  'rm lib/empty',
  "printf 'x' > \"with space\"; printf 'y' > \"q\\\"uote'\"; printf 't' > \"$(printf 'tab\\there')\"",
  "printf 'latin' > \"$(printf 'caf\\351')\"; printf 'utf' > 'ünï'",
  "printf '\\377\\376not utf8\\n' > src/latin1.txt; printf '\\0\\1\\2' > binary.bin",
  'chmod -x run.sh; chmod +x src/keep.txt',
  'ln -s src/main.txt link; rm target-link; ln -s elsewhere target-link',
  'rm -rf lib/tree; echo "now a file" > lib/tree',
  'rm file-to-folder; mkdir file-to-folder; echo in > file-to-folder/in',
  'rm -rf again; mkdir again; echo anew > again/anew',
  'mv moved.txt src/moved.txt',
  'echo x > ignored.log',
].join('\n')

/** Every file with its type, executable bit and content. */
const listTree =
  'export LC_ALL=C; find . -name .git -prune -o -name "*.log" -prune -o ! -type d -print0 | LC_ALL=C sort -z | while IFS= read -r -d "" f; do ' +
  'if [ -L "$f" ]; then printf "%q link %q\\n" "$f" "$(readlink "$f")"; else [ -x "$f" ] && x=x || x=-; printf "%q %s %s\\n" "$f" $x "$(sha256sum < "$f")"; fi; done'
