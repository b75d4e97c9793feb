import type { GlobalOptions } from '../options/globals.ts'
import { packageFolder } from '../package.ts'

/** Builds the image of Peas, and prints its name. */
export async function buildImage(tag: string | undefined, { json }: GlobalOptions): Promise<void> {
  const { buildPeaImage } = await import('@peaflow/runtime-docker')
  const image = await buildPeaImage({ cli: packageFolder, tag })
  const text = `${image.tag} is built: ${(image.size / 1e6).toFixed(0)} MB\n`
  process.stdout.write(json ? `${JSON.stringify(image)}\n` : text)
}
