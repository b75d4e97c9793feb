import { isPlainObject } from '../options/plain-data.ts'
import type { Environment } from './interpolate.ts'

/** Gives names without a value in `env` that of the variable of this name, as Compose does; one that is not set is left out. */
export function fillEnvironment(value: unknown, env: Environment): unknown {
  if (Array.isArray(value)) return value.flatMap((item) => fillItem(item, env))
  if (!isPlainObject(value)) return value
  const entries = Object.entries(value).flatMap(([name, given]) => {
    const filled = given === null ? lookUp(name, env) : given
    return filled === undefined ? [] : [[name, filled] as const]
  })
  return Object.fromEntries(entries)
}

function fillItem(item: unknown, env: Environment): readonly unknown[] {
  if (typeof item !== 'string' || item === '' || item.includes('=')) return [item]
  const filled = lookUp(item, env)
  return filled === undefined ? [] : [`${item}=${filled}`]
}

function lookUp(name: string, env: Environment): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined
}
