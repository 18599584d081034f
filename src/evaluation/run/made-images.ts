import type { ImageStore } from '../../sandbox/index.ts'
import { packTaskImage, taskImageName, taskOptions } from '../../workspace/index.ts'
import type { HeldImage, ImagePlacesOptions } from './image-places.ts'
import { prepareTask, type TaskPreparation } from './local-places.ts'

export interface MadeImagesOptions extends TaskPreparation {
  readonly images: ImageStore
}

/**
 * Images packed from environments that are made on this machine, for where no registry can be had. They stay in the
 * engine, to be found again.
 */
export function createMadeImages(options: MadeImagesOptions): ImagePlacesOptions['holdImage'] {
  const { images, onProgress } = options
  return async (instance, { signal }): Promise<HeldImage> => {
    const { task, recipe } = await prepareTask(instance, options, { signal })
    const name = taskImageName(instance.instanceId, task)
    let image = await images.find(name)
    if (!image) {
      onProgress?.(`${instance.instanceId}: packing ${name}`)
      image = await packTaskImage(task, (archive) => images.importArchive({ name, archive, signal }), {
        signal,
      })
    }
    const { env = {} } = taskOptions(task.python, recipe)
    return { name, id: image.id, env, letGo: () => Promise.resolve() }
  }
}
