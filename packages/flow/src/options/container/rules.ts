import { nearest, parseImageName, splitVolume } from '@peaflow/core'
import type { OptionProblem } from '../check.ts'
import { isPlainObject } from '../plain-data.ts'
import type { PodValues } from '../pod.ts'
import { CREATE_FIELDS, HOST_FIELDS, OTHER_NAMES } from './engine-fields.ts'
import { normalizeTarget, volumeMistake } from './volume.ts'

/** Every word of four letters is like some field. */
const SHORTEST_TYPO = 5

/** What the Engine would find wrong with the container of a Pod only when it is created, or would ignore. */
export function containerProblems({ image, volumes, docker, runtime }: PodValues): readonly OptionProblem[] {
  const isEngine = runtime === undefined || runtime === 'docker'
  return [
    ...(image === undefined ? [] : imageProblems(image)),
    ...volumeProblems(volumes),
    ...(docker === undefined || !isEngine ? [] : dockerProblems(docker)),
  ]
}

/** What is wrong with volumes, each alone and among each other. */
export function volumeProblems(volumes: readonly string[] = []): readonly OptionProblem[] {
  const targets = new Map<string, string>()
  return volumes.flatMap((text, index): OptionProblem[] => {
    const problem = (message: string, hint: string): OptionProblem[] => [
      { code: 'CONFIG_VOLUME', path: ['volumes', index], message, hint },
    ]
    const mistake = volumeMistake(text)
    if (mistake !== undefined) return problem(`"${text}" is not a volume: ${mistake.wrong}`, mistake.hint)
    const target = normalizeTarget(splitVolume(text).target)
    const other = targets.get(target)
    targets.set(target, other ?? text)
    if (other === undefined) return []
    return problem(`"${other}" and "${text}" are mounted at the same path`, 'Give each a target of its own')
  })
}

function imageProblems(image: string): readonly OptionProblem[] {
  const parsed = parseImageName(image)
  if ('name' in parsed) return []
  return [
    {
      code: 'CONFIG_IMAGE',
      path: ['image'],
      message: `"${image}" is not an image name: ${parsed.wrong}`,
      hint: 'Write repository:tag, in lower case and with one colon, such as acme/encoder:1.2',
    },
  ]
}

function dockerProblems(docker: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  return unknownFields(docker).flatMap((path) => {
    const right = rightField(path.at(-1) ?? '')
    if (right === undefined) return []
    return [{ ...ignoredField(path), hint: `Did you mean ${right}? Write docker: ${written(right)}` }]
  })
}

/** Fields that are like none that Peaflow knows: an Engine that is newer may have them. */
export function dockerWarnings({ docker = {}, runtime }: PodValues): readonly OptionProblem[] {
  if (runtime !== undefined && runtime !== 'docker') return []
  return unknownFields(docker)
    .filter((path) => rightField(path.at(-1) ?? '') === undefined)
    .map((path) => ({ ...ignoredField(path), hint: 'The Engine API lists its fields under ContainerCreate' }))
}

function unknownFields(docker: Readonly<Record<string, unknown>>): readonly (readonly string[])[] {
  const { HostConfig: host } = docker
  const ofHost = isPlainObject(host) ? Object.keys(host).filter((field) => !HOST_FIELDS.has(field)) : []
  return [
    ...Object.keys(docker).flatMap((field) => (CREATE_FIELDS.has(field) ? [] : [[field]])),
    ...ofHost.map((field) => ['HostConfig', field]),
  ]
}

function ignoredField(path: readonly string[]): OptionProblem {
  return {
    code: 'CONFIG_OPTION_UNKNOWN',
    path: ['docker', ...path],
    message: `the Engine's create call has no field "${path.join('.')}", and would ignore it`,
  }
}

/** The field that is meant, with `HostConfig.` before it where it belongs there. */
function rightField(field: string): string | undefined {
  const plain = field.replace(/[_-]/g, '').toLowerCase()
  const all = [...CREATE_FIELDS, ...HOST_FIELDS]
  const alias = all.find((one) => one.toLowerCase() === plain) ?? OTHER_NAMES.get(plain)
  const right = alias ?? (plain.length < SHORTEST_TYPO ? undefined : nearest(plain, all))
  if (right === undefined) return undefined
  return CREATE_FIELDS.has(right) ? right : `HostConfig.${right}`
}

function written(field: string): string {
  const [first, second] = field.split('.')
  return second === undefined ? `{ ${first}: … }` : `{ ${first}: { ${second}: … } }`
}
