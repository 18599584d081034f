import { describe, expect, it } from 'vitest'
import { createFakeForge, type FakePage } from './fake-forge.ts'
import { fetchIssue, type FetchIssueOptions } from './index.ts'

const signal = new AbortController().signal
const plain = { hosts: {}, comments: false, signal } satisfies FetchIssueOptions

const json = (value: unknown): FakePage => ({ body: JSON.stringify(value) })
const html = (body: string): FakePage => ({ type: 'text/html; charset=utf-8', body })

describe('an issue of GitHub', () => {
  const issue = { title: 'add is wrong', body: 'It gives `-1`.\r\n<!-- a\ntemplate -->\n\nSee `a.py`.' }
  const pages = {
    '/api/v3/repos/o/r/issues/7': json(issue),
    '/api/v3/repos/o/r/issues/7/comments?per_page=100&page=1': json([
      { user: { login: 'ann' }, created_at: '2024-05-06T07:08:09Z', body: 'Me too.' },
      { user: null, created_at: '2024-05-07T07:08:09Z', body: null },
    ]),
  }

  it('is its title and what people see of its text', async () => {
    await using forge = await createFakeForge(pages)
    const hosts = { githubUrl: forge.url, githubToken: 'secret-token' }
    const text = await fetchIssue(`${forge.url}/o/r/pull/7`, { ...plain, hosts })
    expect(text).toBe('add is wrong\n\nIt gives `-1`.\n\nSee `a.py`.')
    expect(forge.requests).toEqual([{ path: '/api/v3/repos/o/r/issues/7', secret: 'Bearer secret-token' }])
  })

  it('has its comments where they are asked for', async () => {
    await using forge = await createFakeForge(pages)
    const options = { ...plain, comments: true, hosts: { githubUrl: forge.url } }
    expect(await fetchIssue(`${forge.url}/o/r/issues/7`, options)).toBe(
      'add is wrong\n\nIt gives `-1`.\n\nSee `a.py`.\n\nComment of ann, 2024-05-06:\n\nMe too.\n\nComment of somebody, 2024-05-07:',
    )
  })

  it('does not take its token along to another host', async () => {
    await using other = await createFakeForge({ '/moved': json(issue) })
    await using forge = await createFakeForge({
      '/api/v3/repos/o/r/issues/7': { status: 302, headers: { location: '/api/v3/here' } },
      '/api/v3/here': { status: 307, headers: { location: `${other.url}/moved` } },
    })
    const hosts = { githubUrl: forge.url, githubToken: 'secret-token' }
    expect(await fetchIssue(`${forge.url}/o/r/issues/7`, { ...plain, hosts })).toMatch(/^add is wrong/)
    expect(forge.requests.map(({ secret }) => secret)).toEqual(['Bearer secret-token', 'Bearer secret-token'])
    expect(other.requests).toEqual([{ path: '/moved', secret: null }])
  })
})

describe('an issue of GitLab', () => {
  it('is found below all its groups, without what the program wrote', async () => {
    const path = '/api/v4/projects/g%2Fsub%2Fp/merge_requests/3'
    await using forge = await createFakeForge({
      [path]: json({ title: 'T', description: null }),
      [`${path}/notes?sort=asc&per_page=100&page=1`]: json([
        { author: { username: 'bo' }, created_at: '2024-01-02T00:00:00Z', body: 'added label', system: true },
        { author: { username: 'bo' }, created_at: '2024-01-02T00:00:00Z', body: 'Yes.', system: false },
      ]),
    })
    const hosts = { gitlabUrl: forge.url, gitlabToken: 'secret-token' }
    const address = `${forge.url}/g/sub/p/-/merge_requests/3/diffs`
    expect(await fetchIssue(address, { ...plain, hosts, comments: true })).toBe(
      'T\n\nComment of bo, 2024-01-02:\n\nYes.',
    )
    expect(forge.requests.map(({ secret }) => secret)).toEqual(['secret-token', 'secret-token'])
  })

  it('of a host that nobody named is read without a token', async () => {
    await using forge = await createFakeForge({
      '/api/v4/projects/g%2Fp/issues/3': json({ title: 'T', description: 'D' }),
    })
    const hosts = { gitlabToken: 'secret-token', githubToken: 'secret-token' }
    expect(await fetchIssue(`${forge.url}/g/p/-/issues/3`, { ...plain, hosts })).toBe('T\n\nD')
    expect(forge.requests).toEqual([{ path: '/api/v4/projects/g%2Fp/issues/3', secret: null }])
  })
})

describe('a page', () => {
  it('is its main text, code as it stands', async () => {
    const page = `<!doctype html><html><head><title>Bug 7 \n wrong sum</title><style>b{}</style></head><body>
      <nav>menu</nav><main><h1>Steps</h1><p>Call <code>add</code>, see <a href="http://x.example">this</a>.</p>
      <pre><code class="python">def f():
    if x:
        return "&lt;\`\`\`&gt;"
</code></pre><script>alert(1)</script><ul><li>one</li></ul><p hidden>unseen</p></main><footer>about</footer></body></html>`
    await using forge = await createFakeForge({ '/bug?id=7': html(page) })
    expect(await fetchIssue(`${forge.url}/bug?id=7`, plain)).toBe(
      'Bug 7 wrong sum\n\n# Steps\n\nCall `add`, see this.\n\n````\ndef f():\n    if x:\n        return "<```>"\n````\n\n-   one',
    )
  })

  it('of plain text is that text', async () => {
    await using forge = await createFakeForge({
      '/raw': { type: 'text/plain', body: 'T\r\n\r\n  <b> kept\n' },
    })
    expect(await fetchIssue(`${forge.url}/raw`, plain)).toBe('T\n\n  <b> kept')
  })

  it('brings no token to anybody', async () => {
    await using forge = await createFakeForge({ '/o/r/issues/7': html('<body>hello</body>') })
    const hosts = { githubToken: 'secret-token', gitlabToken: 'secret-token' }
    expect(await fetchIssue(`${forge.url}/o/r/issues/7`, { ...plain, hosts })).toBe('hello')
    expect(forge.requests).toEqual([{ path: '/o/r/issues/7', secret: null }])
  })

  it('is read in good time, however it is made', async () => {
    const nested = `<body>${'<div>'.repeat(400)}deep${'</div>'.repeat(400)}${'<p>'.repeat(2_000)}x</body>`
    await using forge = await createFakeForge({
      '/deep': html(nested),
      '/deeper': html('<div>'.repeat(100_000)),
      '/wide': html('<p>'.repeat(300_000)),
    })
    expect(await fetchIssue(`${forge.url}/deep`, plain)).toContain('deep')
    for (const path of ['/deeper', '/wide'])
      await expect(fetchIssue(`${forge.url}${path}`, plain)).rejects.toMatchObject({
        code: 'issue/too-large',
      })
  })
})

describe('what cannot be read', () => {
  const reset = 1_700_000_000
  const api = '/api/v3/repos/o/r/issues/7'
  it.each<[string, FakePage, string, RegExp]>([
    ['is not there', { status: 404, body: '{}' }, 'issue/not-found', /nothing at .*issues\/7 \(404\)/],
    ['is not for us', { status: 401, body: '{}' }, 'issue/denied', /does not let us read/],
    ['is forbidden', { status: 403, body: '{}' }, 'issue/denied', /\(403\)/],
    [
      'is limited',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${reset}` } },
      'issue/rate-limit',
      /until 2023-11-14T22:13:20Z/,
    ],
    [
      'is asked for too often',
      { status: 429, headers: { 'retry-after': '30' } },
      'issue/rate-limit',
      /for 30 s/,
    ],
    ['breaks', { status: 502, body: 'bad gateway' }, 'issue/failed', /answers 502/],
    ['is no JSON', { body: '<html>' }, 'issue/bad-answer', /another form/],
    ['has another form', json({ message: 'x' }), 'issue/bad-answer', /another form/],
    ['is very large', { body: 'x'.repeat(5_000_000) }, 'issue/too-large', /larger than 4 MB/],
    ['is too long for a model', json({ title: 'x', body: 'x'.repeat(300_000) }), 'issue/too-large', /200000/],
    ['goes round', { status: 302, headers: { location: api } }, 'issue/failed', /more than 5 times/],
    [
      'leads to a file',
      { status: 302, headers: { location: 'file:///etc/passwd' } },
      'issue/failed',
      /do not follow/,
    ],
  ])('%s', async (_, page, code, message) => {
    await using forge = await createFakeForge({ [api]: page })
    const hosts = { githubUrl: forge.url, githubToken: 'secret-token' }
    const failure = await fetchIssue(`${forge.url}/o/r/issues/7`, { ...plain, hosts }).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string })
    expect(JSON.stringify(failure)).not.toContain('secret-token')
  })

  it.each<[string, FakePage, string]>([
    ['a picture', { type: 'image/png', body: 'x' }, 'issue/not-text'],
    ['bytes that say they are text', { type: 'text/plain', body: Buffer.from([1, 0, 2]) }, 'issue/not-text'],
    ['a page that asks to log in', html('<form><input type="password"></form>'), 'issue/login-page'],
    [
      'a page that is empty without its scripts',
      html('<div id="root"></div><script>x</script>'),
      'issue/empty-page',
    ],
  ])('%s', async (_, page, code) => {
    await using forge = await createFakeForge({ '/page': page })
    await expect(fetchIssue(`${forge.url}/page`, plain)).rejects.toMatchObject({ code })
  })

  it.each(['ftp://host/x', 'https://name:word@host/x', 'https://'])('the address %s', async (address) => {
    await expect(fetchIssue(address, plain)).rejects.toMatchObject({ code: 'issue/bad-address' })
  })

  it('a host that is not there', async () => {
    const gone = await createFakeForge({})
    await gone[Symbol.asyncDispose]()
    await expect(fetchIssue(`${gone.url}/x`, plain)).rejects.toMatchObject({ code: 'issue/unreachable' })
  })

  it('an answer that does not end, and one that nobody waits for any more', async () => {
    await using forge = await createFakeForge({ '/slow': { hangs: true, type: 'text/plain' } })
    const address = `${forge.url}/slow`
    await expect(fetchIssue(address, { ...plain, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'issue/timeout',
    })
    const stop = new AbortController()
    const waiting = fetchIssue(address, { ...plain, signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'std/cancelled' })
  })
})
