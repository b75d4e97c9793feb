import type { Flow } from '@peaflow/flow'
import type { Diagnosis } from '../report/diagnosis.ts'

/** What images hand to the Pea by themselves. */
export interface ImageCommands {
  /** By Pod. */
  readonly found: Readonly<Record<string, readonly string[]>>
  /** For each image that is not on this machine. */
  readonly warnings: readonly Diagnosis[]
}

/**
 * Looks up the `CMD` of images whose Pods do not say what they run: the arguments of a manifest take its place. Where there
 * is no Engine, or it lacks the image, a warning says what to do.
 */
export async function imageCommands({ pods }: Flow): Promise<ImageCommands> {
  const unclear = pods.filter(
    ({ options: { image, uses, entrypoint, external } }) =>
      image !== undefined && uses === undefined && entrypoint === undefined && external !== true,
  )
  if (unclear.length === 0) return { found: {}, warnings: [] }
  const { readImageCommands } = await import('@peaflow/runtime-docker')
  const commands = await readImageCommands(unclear.map(({ options }) => options.image ?? ''))
  const found = unclear.flatMap(({ name, options }) => {
    const command = commands.get(options.image ?? '')
    return command === undefined ? [] : [[name, command] as const]
  })
  const warnings = unclear
    .filter(({ options }) => !commands.has(options.image ?? ''))
    .map(({ name, options }) => unknown(name, options.image))
  return { found: Object.fromEntries(found), warnings }
}

function unknown(pod: string, image: string | undefined): Diagnosis {
  return {
    severity: 'warning',
    code: 'CONFIG_EXPORT_COMMAND',
    message: `the image of "${pod}", ${image}, is not on this machine: if its CMD says what it runs, that is lost`,
    hint: 'Pull it and export again, or say what it runs: in `uses`, or in the ENTRYPOINT of the image',
  }
}
