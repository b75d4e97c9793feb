import { isPlainObject } from '../../options/plain-data.ts'

/** What `uses` of a file of Jina's becomes. */
export interface ReadUses {
  readonly uses?: unknown
  readonly image?: string | undefined
  /** Arguments that stood beside the class. */
  readonly with?: Readonly<Record<string, unknown>> | undefined
  readonly wrong?: { readonly message: string; readonly hint: string } | undefined
  readonly warning?: { readonly message: string; readonly hint: string } | undefined
}

const BUILT_INS: ReadonlyMap<string, string> = new Map([
  ...['_forward', '_logforward'].map((name) => [name, '_pass'] as const),
  ...['all', 'chunks', 'eval', 'matches', 'matches_topk', 'root', 'topk', 'topk_chunks', 'topk_docs'].map(
    (name) => [`_merge_${name}`, '_merge'] as const,
  ),
])

const DOCKER = /^docker:\/\/(.*)$/s
const REGISTRY_NAME = /^(jinahub|jinaai)(\+docker|\+sandbox)?:\/\/(.*)$/s
const JINA_IMAGE = /^(?:jinahub|jinaai)\/(?!.*\.(?:ya?ml|py|[cm]?[jt]s)$)/

/** The executor that Peaflow runs in place of one of Jina's. */
export function readUses(uses: unknown): ReadUses {
  if (typeof uses !== 'string') return isPlainObject(uses) ? readInFile(uses) : { uses }
  const docker = DOCKER.exec(uses)?.[1]
  if (docker !== undefined) return { image: docker }
  if (JINA_IMAGE.test(uses)) return { image: uses }
  const [, registry = '', kind, name = ''] = REGISTRY_NAME.exec(uses) ?? []
  if (registry === '') return { uses: BUILT_INS.get(uses) ?? uses }
  return kind === '+docker' ? readRegistryImage(uses, registry, name) : { wrong: codeOfRegistry(uses) }
}

/** The executor of a head or a tail, which run outside of containers. */
export function readHeadUses(uses: unknown): ReadUses {
  const { image, ...read } = readUses(uses)
  if (image === undefined) return read
  const message = `${uses} is an image, but the head and the tail of a Pod run outside of containers`
  return { wrong: { message, hint: 'Make it a Pod of its own, before or after this one' } }
}

/** Jina's Hub gave an image for a name; it is gone, and only it knew the image. */
function readRegistryImage(uses: string, registry: string, name: string): ReadUses {
  const [, path = '', tag] = /^([^:]*?)(?::[^/]*)?(?:\/([^/]*))?$/.exec(registry === 'jinahub' ? name : '') ?? []
  const image = registry === 'jinaai' ? `jinaai/${lower(name)}` : `jinahub/${path.toLowerCase()}${tag ? `:${tag}` : ''}`
  return {
    image,
    warning: {
      message: `"uses: ${uses}" names an image by Jina's Hub, which no longer says which it is; it is read as ${image}`,
      hint: 'Build or tag an image of that name, or set `image`',
    },
  }
}

/** The repository in lower case; a tag keeps its case. */
function lower(name: string): string {
  const colon = name.lastIndexOf(':')
  return colon === -1 ? name.toLowerCase() : `${name.slice(0, colon).toLowerCase()}${name.slice(colon)}`
}

function codeOfRegistry(uses: string): NonNullable<ReadUses['wrong']> {
  return {
    message: `${uses} is code in Jina's Hub, which Peaflow cannot fetch`,
    hint: 'If you have its folder, name the config.yml in it; else name a file that does the same, or set the `image` of one',
  }
}

/** A class with its arguments, written into the flow file. */
function readInFile({ jtype, with: given, metas }: Readonly<Record<string, unknown>>): ReadUses {
  if (typeof jtype !== 'string') {
    const hint = 'Put the executor into a file of its own, and name that: uses: ./executor.yml'
    return { wrong: { message: 'an executor cannot be described in the flow file', hint } }
  }
  const warning = {
    message: '"metas" is an option of Jina that Peaflow does not have; it is ignored',
    hint: 'Set `workspace`: each replica gets a folder of its own in it',
  }
  return {
    ...readUses(jtype),
    ...(isPlainObject(given) && { with: given }),
    ...(metas !== undefined && { warning }),
  }
}
