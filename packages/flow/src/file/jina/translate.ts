import type { OptionProblem } from '../../options/check.ts'
import { readHeadUses, readUses } from './executor.ts'
import { PREFETCH_INSTEAD } from './leftovers.ts'
import { JINA_COUNTS, JINA_REDUCERS } from './names.ts'
import { translateServing } from './serving.ts'
import type { JinaValues, Translated } from './translated.ts'
import { readVolumes } from './volumes.ts'

/** Longer than any Flow waits, and in the range of a timer. */
export const NO_LIMIT = '576h'

const TIMEOUTS = ['timeout_ready', 'timeout_request'] as const

/** Translates what has the same meaning under another name, in any flow file. */
export function translatePod(given: JinaValues): Translated {
  const { uses: _uses, uses_internal: _inside, uses_before: before, uses_after: after, ...rest } = given
  const read = readUses(given.uses)
  const head = { uses_before: readHeadUses(before), uses_after: readHeadUses(after) }
  const image = read.image ?? given.image
  const own = image === undefined ? read.uses : (insideOf(given, read.image) ?? read.uses)
  const values: Record<string, unknown> = { ...rest, ...withArguments(rest, read.with) }
  if (image !== undefined) values.image = image
  if (own !== undefined) values.uses = own
  for (const [option, { uses }] of Object.entries(head)) if (uses !== undefined) values[option] = uses
  const all = Object.entries({ uses: read, ...head })
  return {
    values,
    problems: all.flatMap(([option, { wrong }]) =>
      wrong === undefined ? [] : [{ code: 'CONFIG_JINA_EXECUTOR', path: [option], ...wrong } as const],
    ),
    warnings: all.flatMap(([option, { warning }]) => (warning === undefined ? [] : [{ path: [option], ...warning }])),
  }
}

/** What runs inside of an image. */
function insideOf({ uses, uses_internal: inside }: JinaValues, ofUses: string | undefined): unknown {
  return readUses(inside ?? (ofUses === undefined ? uses : undefined)).uses
}

function withArguments({ with: given }: JinaValues, beside: JinaValues | undefined): JinaValues {
  return beside === undefined ? {} : { with: { ...beside, ...asRecord(given) } }
}

/** Translates what has another meaning in a file of Jina's: arguments, replicas of shards and volumes. */
export function translateJina(given: JinaValues): Translated {
  const { uses_with: usesWith, override_with: overrideWith, ...rest } = given
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !JINA_COUNTS.has(key) && !JINA_REDUCERS.includes(key)),
  )
  if (usesWith !== undefined || overrideWith !== undefined) {
    values.with = { ...asRecord(rest.with), ...asRecord(usesWith), ...asRecord(overrideWith) }
  }
  if (rest.volumes !== undefined) values.volumes = readVolumes(rest.volumes)
  const { count, problems } = readCounts(rest)
  if (count !== undefined) values.replicas = count
  const reducers = JINA_REDUCERS.filter((key) => rest[key] !== undefined)
  // The tail merges the answers before it calls its executor.
  const [reducer, second] = [...(rest.uses_after === undefined ? [] : ['uses_after']), ...reducers].filter(
    (key, _index, { length }) => length === 1 || readUses(rest[key]).uses !== '_merge',
  )
  if (reducer !== undefined) values.uses_after = rest[reducer]
  return { values, problems: second === undefined ? problems : [...problems, twoTails(second)], warnings: [] }
}

function twoTails(key: string): OptionProblem {
  const message = `"${key}" would be a second executor of the tail`
  return { code: 'CONFIG_OPTION', path: [key], message, hint: 'Do the work of both in one executor' }
}

/** Translates the options of a Flow; those of Jina's gateway are not those of every Pod. */
export function translateJinaFlow(given: JinaValues): Translated {
  const { prefetch, ...rest } = given
  const served = translateServing(rest)
  const own = translateJina(served.values)
  const translated = { ...own, warnings: [...served.warnings, ...own.warnings] }
  if (prefetch === undefined) return translated
  const message = '"prefetch" limits the requests in Jina\'s gateway, which Peaflow does not; it is ignored'
  return { ...translated, warnings: [...translated.warnings, { path: ['prefetch'], message, hint: PREFETCH_INSTEAD }] }
}

/** A limit of -1 is none. */
export function withoutLimits(given: JinaValues): Translated {
  const endless = TIMEOUTS.filter((option) => Number(given[option]) === -1)
  return {
    values: { ...given, ...Object.fromEntries(endless.map((option) => [option, NO_LIMIT])) },
    problems: [],
    warnings: endless.map((option) => ({
      path: [option],
      message: `"${option}: -1" means no limit; it is read as ${NO_LIMIT}`,
      hint: 'Set a duration, such as 10m',
    })),
  }
}

interface Counts {
  readonly count: unknown
  readonly problems: readonly OptionProblem[]
}

/** Of several counts, the one that is not 1. */
function readCounts(given: JinaValues): Counts {
  const all = [...JINA_COUNTS].flatMap((key) => (given[key] === undefined ? [] : [{ key, count: given[key] }]))
  const [first, second] = all.filter(({ count }) => Number(count) !== 1)
  if (first === undefined || second === undefined) return { count: first?.count ?? all[0]?.count, problems: [] }
  return {
    count: undefined,
    problems: [
      {
        code: 'CONFIG_OPTION',
        path: [second.key],
        message: `"${first.key}" is ${first.count} and "${second.key}" is ${second.count}, but Peaflow has no replicas of shards`,
        hint: 'Leave one of them: with `polling: all` they are shards, with `polling: any` replicas',
      },
    ],
  }
}

function asRecord(value: unknown): JinaValues {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
