import type { Readable } from 'node:stream'
import { packEntries } from '../../src/archive/pack.ts'
import { readJsonLines } from '../../src/engine/json-lines.ts'
import { engine } from './engine.ts'
import { buildTestPeaImage } from './pea-image.ts'

/** A file of an image. */
export interface ImageFile {
  readonly path: string
  readonly text: string
}

/** Builds an image from these files and a Dockerfile that begins with the Pea image, as a user would. */
export async function buildOwnImage(
  name: string,
  { files, instructions = [] }: { readonly files: readonly ImageFile[]; readonly instructions?: readonly string[] },
): Promise<void> {
  const dockerfile = [`FROM ${await buildTestPeaImage()}`, 'COPY . .', ...instructions, ''].join('\n')
  const entries = [{ path: 'Dockerfile', text: dockerfile }, ...files].map((file) => ({ ...file, executable: false }))
  const response = (await engine.buildImage(packEntries(entries), { t: name })) as Readable
  for await (const { error } of readJsonLines<{ error?: string }>(response)) if (error) throw new Error(error)
}
