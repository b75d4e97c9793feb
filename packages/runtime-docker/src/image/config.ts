/** The settings of an image that a launch depends on. */
export interface ImageConfig {
  /** Whether it has an `ENTRYPOINT`. Without one, the first argument of the Pea would be taken for a program. */
  readonly runnable: boolean
  /** Its `CMD`: default arguments of the Pea. */
  readonly command: readonly string[]
  /** Its working directory. */
  readonly directory: string
}

/** The fields of an image, as the Engine reports it, that {@link toImageConfig} reads. */
export interface InspectedImage {
  readonly Config?: {
    readonly Entrypoint?: string | readonly string[] | undefined
    readonly Cmd?: readonly string[] | undefined
    readonly WorkingDir?: string | undefined
  }
}

/** Converts the settings of an image. The Engine reports fields that an image does not set as `null`. */
export function toImageConfig({ Config = {} }: InspectedImage): ImageConfig {
  const { Entrypoint, Cmd, WorkingDir } = Config
  return {
    runnable: (Entrypoint ?? []).length > 0,
    command: Cmd ?? [],
    directory: WorkingDir || '/',
  }
}
