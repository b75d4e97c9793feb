import { FlowError, isExecPlan } from '@peaflow/core'
import { isPlainObject } from '../options/plain-data.ts'
import type { PodSettings } from './pod-settings.ts'

type Check = (value: unknown) => boolean

const REQUIRED = {
  replicas: isNumber,
  polling: (value) => isWord(value, ['any', 'all']) || isRecord(value, (mode) => isWord(mode, ['any', 'all'])),
  concurrency: isNumber,
  scheduling: (value) => isWord(value, ['load_balance', 'round_robin']),
  timeoutReady: isNumber,
  timeoutAlive: isNumber,
  restart: isRestart,
  retries: isNumber,
  pull: (value) => isWord(value, ['missing', 'always', 'never']),
  uses: isUses,
  runtime: isString,
  workspace: isString,
} as const satisfies Partial<Record<keyof PodSettings, Check>>

const OPTIONAL = {
  batch: (value) => isPlainObject(value) && isNumber(value.documents) && isNumber(value.within),
  prefetch: isNumber,
  joins: (value) => isPlainObject(value) && isNumber(value.min),
  group: isString,
  env: (value) => isRecord(value, isString),
  envFile: isStrings,
  volumes: isStrings,
  dockerHost: isString,
  usesBefore: isUses,
  usesAfter: isUses,
  exec: isExecPlan,
  python: isString,
  with: isPlainObject,
  image: isString,
  build: isString,
  entrypoint: isStrings,
  gpus: (value) => value === 'all' || isNumber(value),
  docker: isPlainObject,
  memory: isNumber,
  cpus: isNumber,
  user: isString,
  host: isStrings,
  external: (value) => typeof value === 'boolean',
  collect: (value) => typeof value === 'boolean',
  portIn: isNumber,
  portOut: isNumber,
  portControl: isNumber,
  hostIn: isString,
  hostOut: isString,
  timeoutRequest: isNumber,
} as const satisfies Record<Exclude<keyof PodSettings, keyof typeof REQUIRED>, Check>

const REQUIRED_CHECKS: readonly [string, Check][] = Object.entries(REQUIRED)
const OPTIONAL_CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>(Object.entries(OPTIONAL))

/**
 * The settings of a Pod from its row in a plan, which may have been stored and loaded again.
 *
 * @throws FlowError `CONFIG_OPTION` if a setting is missing or malformed.
 */
export function parsePodSettings(pod: string, options: Readonly<Record<string, unknown>>): PodSettings {
  if (isPodSettings(options)) return options
  const wrong = wrongKey(options)
  throw new FlowError('CONFIG_OPTION', `the plan of Pod "${pod}" has no valid ${wrong}`, {
    hint: 'Build the Flow again: this plan is not one that a build made',
  })
}

function isPodSettings(options: Readonly<Record<string, unknown>>): options is PodSettings {
  return wrongKey(options) === undefined
}

function wrongKey(options: Readonly<Record<string, unknown>>): string | undefined {
  const [missing] = REQUIRED_CHECKS.find(([key, check]) => !check(options[key])) ?? []
  if (missing !== undefined) return missing
  for (const key in options) {
    const value = options[key]
    if (value !== undefined && OPTIONAL_CHECKS.get(key)?.(value) === false) return key
  }
  return undefined
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isWord(value: unknown, words: readonly unknown[]): boolean {
  return words.includes(value)
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(isString)
}

function isRecord(value: unknown, check: Check): boolean {
  return isPlainObject(value) && Object.values(value).every(check)
}

function isUses(value: unknown): boolean {
  return isString(value) || (isPlainObject(value) && (isString(value.inline) || isExecPlan(value.exec)))
}

function isRestart(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const { policy, max, window } = value
  return isWord(policy, ['on_failure', 'never']) && (max === undefined || isNumber(max)) && isNumber(window)
}
