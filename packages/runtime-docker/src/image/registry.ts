/** Where images come from that name no registry, as Docker's credentials write it. */
const DOCKER_HUB = 'https://index.docker.io/v1/'

/** The registry that an image is pulled from, as Docker's credentials know it. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  return isRegistry ? first : DOCKER_HUB
}
