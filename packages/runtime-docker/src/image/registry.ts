/** The registry of images that name none, as Docker's credentials write it. */
const DEFAULT_REGISTRY = 'https://index.docker.io/v1/'

/** The registry of an image, as Docker's credentials write it. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  return isRegistry ? first : DEFAULT_REGISTRY
}
