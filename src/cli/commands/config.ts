import type { Command } from 'commander'
import { loadProjectConfig, settingNames } from '../../app/index.ts'
import { renderTable } from '../../view/index.ts'
import { addSettingFlags, givenSettings } from '../setting-flags.ts'

export function define(command: Command): void {
  command.option('--repo <path>', 'a path inside the checkout', '.').option('--json', 'as one JSON object')
  addSettingFlags(command)
  command.action(async (options: { readonly repo: string; readonly json?: boolean }) => {
    const resolved = await loadProjectConfig({
      repo: options.repo,
      env: process.env,
      flags: givenSettings({ ...options }),
    })
    const { config, sources, files } = resolved
    if (options.json) {
      console.log(JSON.stringify({ config, sources: Object.fromEntries(sources), files }))
      return
    }
    const rows = settingNames.map((name) => [
      name,
      config[name] === undefined ? '-' : JSON.stringify(config[name]),
      sources.get(name) ?? '',
    ])
    console.log(renderTable(['SETTING', 'VALUE', 'FROM'], rows).join('\n'))
    console.log(`\nfiles read where they exist: ${files.user}, ${files.project}`)
  })
}
