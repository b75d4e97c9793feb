/** The name of a container image, by the grammar of the OCI's references. */
export interface ImageName {
  /** The host of the registry, with its port; `undefined` for Docker Hub. */
  readonly registry?: string | undefined
  /** The path in the registry: `acme/encoder`. */
  readonly repository: string
  readonly tag?: string | undefined
  /** As in `sha256:…`. */
  readonly digest?: string | undefined
}

/** The components of a name, or what is wrong with it, as in "…is not an image name: it has two tags". */
export type ParsedImageName = { readonly name: ImageName } | { readonly wrong: string }

const MAX_REPOSITORY = 255
const DOMAIN_LABEL = '(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])'
const REGISTRY = new RegExp(`^(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const SEGMENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/

/** Parses `registry/repository:tag@digest` as Docker does. */
export function parseImageName(text: string): ParsedImageName {
  const [beforeDigest = '', digest, ...digests] = text.split('@')
  const colon = beforeDigest.lastIndexOf(':')
  const hasTag = colon > beforeDigest.lastIndexOf('/')
  const path = hasTag ? beforeDigest.slice(0, colon) : beforeDigest
  const tag = hasTag ? beforeDigest.slice(colon + 1) : undefined
  const slash = path.indexOf('/')
  const first = path.slice(0, Math.max(slash, 0))
  const hasRegistry = /[.:]/.test(first) || first === 'localhost'
  const repository = hasRegistry ? path.slice(slash + 1) : path
  const wrong =
    wrongText(text) ??
    (hasRegistry && !REGISTRY.test(first) ? `${first} is not the host of a registry` : undefined) ??
    wrongRepository(repository) ??
    (tag === undefined ? undefined : wrongTag(tag)) ??
    (digest === undefined ? undefined : wrongDigest(digest, digests))
  if (wrong !== undefined) return { wrong }
  return {
    name: {
      ...(hasRegistry && { registry: first }),
      repository,
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
    },
  }
}

function wrongText(text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (/\s/.test(text)) return 'it contains a blank'
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0]
  return scheme === undefined ? undefined : `it is an address that begins with ${scheme}`
}

function wrongRepository(repository: string): string | undefined {
  if (repository === '') return 'it names no repository'
  if (repository.startsWith('/')) return 'it begins with a slash'
  if (repository.endsWith('/')) return 'it ends with a slash'
  if (repository.includes('//')) return 'it has two slashes in a row'
  if (repository.includes(':')) return 'it has two tags'
  if (/[A-Z]/.test(repository)) return 'the repository has capital letters'
  if (repository.length > MAX_REPOSITORY) return `the repository is longer than ${MAX_REPOSITORY} characters`
  const segment = repository.split('/').find((one) => !SEGMENT.test(one))
  return segment === undefined ? undefined : `"${segment}" cannot be a component of a repository`
}

function wrongTag(tag: string): string | undefined {
  if (tag === '') return 'its tag is empty'
  return TAG.test(tag) ? undefined : `"${tag}" cannot be a tag`
}

function wrongDigest(digest: string, more: readonly string[]): string | undefined {
  if (more.length > 0) return 'it has two digests'
  return DIGEST.test(digest) ? undefined : `"${digest}" is not a digest, such as sha256 and 64 hexadecimal digits`
}
