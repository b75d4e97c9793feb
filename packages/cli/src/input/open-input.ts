import { openFiles } from './files.ts'
import type { Input } from './input.ts'
import { type ReadSourceOptions, readSource } from './read-source.ts'
import { openSource } from './source.ts'

/** What documents are read from. */
export interface OpenInputOptions extends ReadSourceOptions {
  /** A file; `-` is stdin. */
  readonly input: string
  /** Patterns of files of which each is a document. They are read instead of `input`. */
  readonly files?: readonly string[] | undefined
}

/**
 * Opens the input of a command.
 *
 * @throws FlowError `CONFIG_INPUT` if a file cannot be read, or a pattern matches none.
 */
export async function openInput({ input, files, ...options }: OpenInputOptions): Promise<Input> {
  if (files !== undefined) return await openFiles(files)
  const source = await openSource(input)
  const paths = input === '-' ? [] : [input]
  return { ...source, paths, documents: readSource(source, options) }
}
