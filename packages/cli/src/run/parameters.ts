import { FlowError } from '@peaflow/core'
import { parseJson } from '@peaflow/pea/json'

/**
 * The parameters for the executors, as they are written on the command line.
 *
 * @throws FlowError `CONFIG_COMMAND` if they are not a JSON object.
 */
export function parseParameters(text: string): Readonly<Record<string, unknown>> {
  const { value, problem } = tryParse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  const why = problem === undefined ? '' : `: ${problem}`
  throw new FlowError('CONFIG_COMMAND', `--parameters is not a JSON object${why}`, {
    hint: 'Write one in quotes, so that the shell leaves it alone: \'{"top": 5}\'',
  })
}

function tryParse(text: string): { readonly value?: unknown; readonly problem?: string } {
  try {
    return { value: parseJson(text) }
  } catch (caught) {
    return { problem: caught instanceof Error ? caught.message : String(caught) }
  }
}
