/**
 * What somebody who works on a task could find of its answer: `npm run bench:no-cheat -- --dataset FILE --repositories
 * FOLDER [--environments FOLDER] [--environment-overrides FILE] [--sandbox local|docker] [--ids ID...]`.
 *
 * Each task is opened as strategies are given it. From inside: all commits that are stored, reachable or not, are looked
 * up in the clone of the repository and must be the base or older; `git rev-list --all`, `git fsck`, tags, remotes, reflogs and
 * stashes are counted; every stored object and every file of the checkout, of home and temp folders and of the machine's Pythons is searched for lines that
 * the gold and test patch add and the base does not have; and the network is tried.
 */
import { parseArgs } from 'node:util'
import { createApp, openTaskPlace, parseEvaluateSettings } from '../src/app/index.ts'
import { loadDataset } from '../src/dataset/index.ts'
import { messageOf } from '../src/std/index.ts'
import { renderTable } from '../src/view/index.ts'
import { lookInside } from './no-cheat/look-inside.ts'
import { answerLines } from './no-cheat/answer-lines.ts'

const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    repositories: { type: 'string' },
    environments: { type: 'string' },
    'environment-overrides': { type: 'string' },
    sandbox: { type: 'string', default: 'local' },
    ids: { type: 'string', multiple: true },
  },
})
const { dataset, repositories, environments, sandbox, ids } = values
if (dataset === undefined || repositories === undefined) {
  console.error('give --dataset FILE and --repositories FOLDER')
  process.exit(2)
}

const overrides = values['environment-overrides']
const settings = parseEvaluateSettings({
  dataset,
  predictions: 'empty',
  runId: 'no-cheat',
  sandbox,
  repositories,
  ...(environments === undefined ? {} : { environments }),
  ...(overrides === undefined ? {} : { environmentOverrides: overrides }),
})
const { instances } = await loadDataset(dataset, {})
await using places = await createApp({ env: process.env }).openPlaces(settings, (text) => console.error(text))
const rows: string[][] = []
for (const { evaluation, ...rest } of instances) {
  const { instanceId, repo, baseCommit } = rest
  if (!evaluation || (ids && !ids.includes(instanceId))) continue
  try {
    const clone = `${repositories}/${repo.replaceAll('/', '__')}.git`
    const lines = await answerLines({ ...rest, clone })
    const began = performance.now()
    await using place = await openTaskPlace({ ...rest, evaluation }, { places })
    const openMs = Math.round(performance.now() - began)
    const seen = await lookInside(place.sandbox, { clone, baseCommit, lines })
    rows.push([
      instanceId,
      String(openMs),
      String(seen.commits),
      String(seen.later.length),
      String(seen.reachable),
      String(seen.refs),
      String(seen.unreachable),
      String(seen.objects),
      `${seen.found.length} of ${lines.length}`,
      seen.network ? 'on' : 'off',
    ])
    for (const line of [...seen.later, ...seen.found]) console.error(`${instanceId}: ${line}`)
  } catch (error) {
    rows.push([instanceId, '-', '-', '-', '-', '-', '-', '-', messageOf(error).slice(0, 80), '-'])
  }
}
const header = 'TASK,OPEN MS,COMMITS,LATER,REV-LIST,REFS,FSCK,OBJECTS,ANSWER LINES FOUND,NETWORK'.split(',')
for (const line of renderTable(header, rows)) console.log(line)
