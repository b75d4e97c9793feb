import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { GlobalOptions } from '../options/globals.ts'

/** Options of `peaflow image build`. */
export interface BuildImageOptions {
  readonly tag?: string | undefined
  /** The interpreter, or `true` for `python3`. */
  readonly python?: string | true | undefined
}

/** Builds the image of Peas, and prints its name. */
export async function buildImage({ tag, python }: BuildImageOptions, { json }: GlobalOptions): Promise<void> {
  const { buildPeaImage } = await import('@peaflow/runtime-docker')
  // The package that this module is in, which goes into the image.
  const cli = dirname(createRequire(import.meta.url).resolve('@peaflow/cli/package.json'))
  const image = await buildPeaImage({ cli, tag, python: python === true ? 'python3' : python })
  const text = `${image.tag} is built: ${(image.size / 1e6).toFixed(0)} MB\n`
  process.stdout.write(json ? `${JSON.stringify(image)}\n` : text)
}
