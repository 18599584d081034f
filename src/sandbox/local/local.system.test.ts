import { sandboxContract } from '../sandbox.contract.ts'
import { createLocalProvider, createUnconfinedProvider } from './provider.ts'

sandboxContract({
  name: 'local, overlay',
  create: async (stateDir) => {
    const provider = createLocalProvider({ stateDir })
    const description = await provider.describe()
    if (!description.available) return { skip: description.detail }
    if (description.detail.includes('copy'))
      return { skip: `${description.detail}; run on a kernel that allows overlays` }
    return provider
  },
  exceptions: {},
})

sandboxContract({
  name: 'local, copy',
  create: async (stateDir) => {
    const provider = createLocalProvider({ stateDir, workspace: 'copy' })
    const description = await provider.describe()
    return description.available ? provider : { skip: description.detail }
  },
  exceptions: {},
})

sandboxContract({
  name: 'none',
  create: (stateDir) => Promise.resolve(createUnconfinedProvider({ stateDir })),
  exceptions: {
    'is not led outside by symlinks': 'nothing is confined',
    'holds the disk limit everywhere': 'nothing is confined; single files are limited',
    'has no network': 'nothing is confined',
  },
})
