import { SPEC_FILE } from '@peaflow/core'
import type { Container } from 'dockerode'
import { packEntries } from '../archive/pack.ts'
import type { CreateOptions } from './create-options.ts'

/** The file in a container that holds the private values of its Pea, if its stdin cannot carry them. */
const FILE = '.peaflow-spec.json'

const VARIABLE = `${SPEC_FILE}=/${FILE}`

/**
 * Makes a Pea read its private values from a file if the `docker` option of its Pod gives the container a terminal, which
 * would echo them and cut long lines, or no stdin.
 */
export function withSpecFile(options: CreateOptions): CreateOptions {
  if (options.Tty !== true && options.OpenStdin) return options
  if (!options.Cmd.includes('--stdin')) return options
  return { ...options, Cmd: options.Cmd.filter((token) => token !== '--stdin'), Env: [...options.Env, VARIABLE] }
}

/** Whether the options are those of {@link withSpecFile}. */
export function readsSpecFile({ Env }: Pick<CreateOptions, 'Env'>): boolean {
  return Env.includes(VARIABLE)
}

/** Writes the file into a container that has not been started. Only what runs in the container can read it. */
export async function putSpecFile(container: Container, input: string): Promise<void> {
  await container.putArchive(packEntries([{ path: FILE, text: input, executable: false }]), { path: '/' })
}
