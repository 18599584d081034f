import { Argument, type Command } from 'commander'
import { markByFile, markRun } from '../../app/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { withStore } from '../repository-store.ts'

type Mark = 'right' | 'wrong' | 'unknown'

export function define(command: Command): void {
  command
    .argument('[run]', "a run's id, the beginning of one, or 'last'")
    .addArgument(
      new Argument('[verdict]', 'what its patch turned out to be').choices(['right', 'wrong', 'unknown']),
    )
    .option('--verdicts <file>', 'JSON lines of many patches, as for analyze scaling --verdicts')
    .option('--repo <path>', 'a path inside the checkout', '.')
    .action(
      (
        run: string | undefined,
        verdict: Mark | undefined,
        { repo, verdicts }: { readonly repo: string; readonly verdicts?: string },
      ) =>
        withStore(repo, async ({ store }) => {
          if (verdicts !== undefined) {
            const { right, wrong, unknown } = await markByFile(store, verdicts)
            console.log(`${right} choices are right, ${wrong} wrong; of ${unknown} the file says nothing`)
            return
          }
          if (run === undefined || verdict === undefined)
            throw new CapuchinError('config/bad-flag', 'nothing says which run is right or wrong', {
              hint: 'capuchin mark RUN right, capuchin mark RUN wrong, or capuchin mark --verdicts FILE',
            })
          const { runId } = await markRun(store, {
            run,
            right: verdict === 'unknown' ? null : verdict === 'right',
          })
          console.log(`run ${runId}: ${verdict}`)
        }),
    )
}
