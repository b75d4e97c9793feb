import { parseImageName } from '@peaflow/core'

/** The registry of images that name none, as Docker's credentials write it. */
const DEFAULT_REGISTRY = 'https://index.docker.io/v1/'

/** The registry of an image, as Docker's credentials write it. */
export function registryOf(image: string): string {
  // A digest says nothing of it, and may be one that the Engine alone knows.
  const parsed = parseImageName(image.split('@', 1)[0] ?? '')
  return ('name' in parsed ? parsed.name.registry : undefined) ?? DEFAULT_REGISTRY
}
