/** What an image says of itself, as far as a launch depends on it. */
export interface ImageConfig {
  /** Whether it has an `ENTRYPOINT`: without one, a Pea's arguments would be taken for a program. */
  readonly runnable: boolean
  /** Its `CMD`: arguments of the Pea that a Flow need not give. */
  readonly command: readonly string[]
  /** Its working directory. */
  readonly directory: string
}

/** The part of the Engine's answer about an image that {@link toImageConfig} reads. */
export interface InspectedImage {
  readonly Config?: {
    readonly Entrypoint?: string | readonly string[] | undefined
    readonly Cmd?: readonly string[] | undefined
    readonly WorkingDir?: string | undefined
  }
}

/** Reads what the Engine answers about an image; fields that an image does not set are null there. */
export function toImageConfig({ Config = {} }: InspectedImage): ImageConfig {
  const { Entrypoint, Cmd, WorkingDir } = Config
  return {
    runnable: (Entrypoint ?? []).length > 0,
    command: Cmd ?? [],
    directory: WorkingDir || '/',
  }
}
