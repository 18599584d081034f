import { formatForModel, openFormat, type EditFormat } from '../../../edit/index.ts'
import type { EditTestInput } from './edit-test-input.ts'

/** How the editing machine writes its edits. */
export function editFormatOf({ settings, model }: Pick<EditTestInput, 'settings' | 'model'>): EditFormat {
  return openFormat(formatForModel(settings.format, model.id.model))
}
