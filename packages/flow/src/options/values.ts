import { type Executor, POD_NAME, parseDuration } from '@peaflow/core'
import * as z from 'zod/mini'
import { copyPlain, isPlainObject } from './plain-data.ts'
import type { PodUses } from './pod-options.ts'
import { parseSize } from './size.ts'

/** The longest delay of a JavaScript timer, in milliseconds. */
const MAX_MILLISECONDS = 2 ** 31 - 1

/** Matches a string with variables, which an editor cannot check further. */
export const ANY_VARIABLE = '\\$'

/** A whole number, or a string of one, since `"${COUNT}"` must be quoted in some contexts. */
export function whole(least: number, most: number) {
  const number = z.int().check(z.minimum(least), z.maximum(most))
  return z.union([number, z.pipe(readText(`^\\d+$|${ANY_VARIABLE}`, Number), number)])
}

const documents = whole(1, 65_535)

/** The documents of one call: how many, or how many and the milliseconds to wait for them. */
export const batch = z.union([
  z.pipe(
    documents,
    z.transform((most) => ({ documents: most, within: 0 })),
  ),
  z.strictObject({ documents, within: z._default(milliseconds(0), 0) }),
])

/** A port. */
export const port = whole(1, 65_535)

/** A positive number. */
export const positive = z.union([
  z.number().check(z.positive()),
  z.pipe(readText(`^\\d+(\\.\\d+)?$|${ANY_VARIABLE}`, Number), z.number().check(z.positive())),
])

/** Milliseconds from 1, from a number or from `500ms`, `30s`, `5m`, `1h`. */
export const duration = milliseconds(1)

/** The same, from 0. */
export const pause = milliseconds(0)

/** Bytes, from a number or from `64MB`. */
export const size = z.union([
  z.int().check(z.minimum(1)),
  z.pipe(
    readText(`^\\d+(\\.\\d+)?\\s*[kKmMgGtT]?([iI]?[bB])?$|${ANY_VARIABLE}`, parseSize),
    z.int().check(z.minimum(1)),
  ),
])

/** True or false. */
export const flag = z.union([
  z.boolean(),
  z.pipe(
    readText(`^([Tt]rue|TRUE|[Ff]alse|FALSE)$|${ANY_VARIABLE}`, (text) => text.toLowerCase() === 'true'),
    z.boolean(),
  ),
])

/** A string that is not empty. */
export const text = z.string().check(z.minLength(1))

/** A name like that of a Pod. */
export const name = z.string().check(z.regex(POD_NAME))

/** The address of a Docker Engine. */
export const engine = z
  .string()
  .check(z.regex(new RegExp(`^(tcp|https?|ssh|context)://[^/].*|^(unix|npipe)://.*|${ANY_VARIABLE}`)))

/** One string, or several. */
export const texts = oneOrMore(text)

/** The name or address of a machine, without a port. */
export const host = z
  .string()
  .check(z.regex(new RegExp(`^[^\\s/:@]+$|^[0-9A-Fa-f:.]*:[\\w:.%]*:[\\w:.%]*$|${ANY_VARIABLE}`)))

/** One machine, or several. */
export const hosts = oneOrMore(host)

/** One volume, or several; {@link volumeProblems} says what is wrong with them. */
export const volumes = oneOrMore(z.string())

/** An endpoint of a request; `default` stands for every other. */
export const endpoint = z.string().check(z.regex(/^(\/.*|default)$/s))

/** One of a few words, in any case. */
export function word<const Word extends string>(words: readonly Word[]) {
  const lower = z.pipe(
    z.string(),
    z.transform((given) => given.toLowerCase()),
  )
  return z.union([z.enum(words), z.pipe(lower, z.enum(words))])
}

/** A mapping of plain data. */
export const plainMapping = z.pipe(
  z.custom<Readonly<Record<string, unknown>>>(isPlainObject),
  z.transform((value, context): Readonly<Record<string, unknown>> => {
    const result = copyPlain(value)
    if ('copy' in result) return result.copy as Readonly<Record<string, unknown>>
    context.issues.push({
      code: 'custom',
      message: result.wrong.found,
      input: value,
      path: [...result.wrong.path],
    })
    return {}
  }),
)

/** An executor by name, or the executor itself. */
export const uses = z.union([text, z.custom<PodUses>(isExecutor)])

/** A command: a list, or a string that is split at its spaces. */
export const command = z.union([
  z.pipe(
    text,
    z.transform((given) => given.split(/\s+/).filter((word) => word !== '')),
  ),
  z.array(z.string()),
])

const environmentValue = z.union([
  z.string(),
  z.pipe(
    z.union([z.number(), z.boolean()]),
    z.transform((value) => String(value)),
  ),
])

/** Environment variables: a mapping, or a list of `NAME=value`. */
export const environment = z.union([
  z.record(z.string().check(z.minLength(1)), environmentValue),
  z.pipe(
    z.array(z.string().check(z.regex(/^[^=]+=/))),
    z.transform((lines) =>
      Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
    ),
  ),
])

/** Whether a value is an executor itself, and not the name of one. */
export function isExecutor(value: unknown): value is Executor {
  if (typeof value === 'function') return true
  if (typeof value !== 'object' || value === null) return false
  const { requests, setup, teardown } = value as Readonly<Record<string, unknown>>
  if (typeof setup === 'function' || typeof teardown === 'function') return true
  return typeof requests === 'object' && requests !== null && Object.values(requests).some(isFunction)
}

function milliseconds(least: number) {
  const number = z.int().check(z.minimum(least), z.maximum(MAX_MILLISECONDS))
  return z.union([number, z.pipe(readText(`^\\d+(\\.\\d+)?(ms|s|m|h)?$|${ANY_VARIABLE}`, parseDuration), number)])
}

/** One string, or several; in either case a list. */
export function oneOrMore(one: z.ZodMiniType<string, string>) {
  return z.union([
    z.pipe(
      one,
      z.transform((given) => [given]),
    ),
    z.array(one),
  ])
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function readText(pattern: string, read: (text: string) => unknown) {
  return z.pipe(z.string().check(z.regex(new RegExp(pattern))), z.transform(read))
}
