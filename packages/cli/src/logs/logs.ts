import { toSafeJson } from '@peaflow/pea/json'
import type { LogEntry } from '@peaflow/serve'
import type { FlowOption } from '../flows/flow-option.ts'
import { hostsOf } from '../flows/known-pods.ts'
import { type FlowDown, type OperatedFlow, operate } from '../flows/operate.ts'
import { writeStream } from '../flows/write-stream.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { toLogLine } from '../screen/log.ts'
import { paintFor } from '../terminal/color.ts'
import { type EntryFilter, findCrashed, pickEntries } from './crashed.ts'

/** The options of `peaflow logs`. */
export interface LogsOptions extends FlowOption, Omit<EntryFilter, 'pods'> {
  readonly follow: boolean
}

/** Prints what Peas have written, and returns the exit code. */
export async function logs(pods: readonly string[], options: LogsOptions, { json }: GlobalOptions): Promise<number> {
  return await operate(options, {
    act: async (flow) => {
      const query = toQuery(hostsOf(flow.status, pods), options)
      const format = formatOf(
        flow.status.peas.map(({ id }) => id),
        json,
      )
      await writeStream(flow, async function* (signal) {
        for await (const line of flow.lines({ path: `/-/logs?${query}`, signal })) yield format(JSON.parse(line))
      })
    },
    onDown: ({ wanted }) => printCrashed(wanted, { filter: { ...options, pods }, json }),
  })
}

function formatOf(peas: readonly string[], json: boolean): (entry: LogEntry) => string {
  if (json) return (entry) => `${toSafeJson(entry)}\n`
  const toText = toLogLine(peas, paintFor(process.stdout))
  return (entry) => toText({ ...entry, stream: entry.stream ?? 'stdout', time: new Date(entry.time) })
}

function toQuery(pods: readonly string[], { follow, tail, since, level, grep }: LogsOptions): URLSearchParams {
  const query = new URLSearchParams(pods.map((pod): [string, string] => ['pod', pod]))
  const options = { follow: follow ? '1' : undefined, tail: tail?.toString(), since, level, grep }
  for (const [name, value] of Object.entries(options)) if (value !== undefined) query.set(name, value)
  return query
}

interface Crashed {
  readonly filter: EntryFilter
  readonly json: boolean
}

/** Prints what the journal of a Flow holds that has crashed. Returns whether there is one. */
async function printCrashed(wanted: FlowDown['wanted'], { filter, json }: Crashed): Promise<boolean> {
  const crashed = await findCrashed(wanted)
  if (crashed?.about === undefined) return false
  const { readJournal } = await import('@peaflow/serve')
  const entries = pickEntries(await readJournal(crashed.path), filter, new Date())
  const format = formatOf([...new Set(entries.map(({ pea }) => pea))], json)
  const { flow, started } = crashed.about
  if (!json)
    process.stderr.write(`${flow} has crashed; it was started at ${started}, and this is what its journal holds\n`)
  const interrupted: OperatedFlow['interrupted'] = new AbortController().signal
  await writeStream({ interrupted }, async function* () {
    for (const entry of entries) yield format(entry)
  })
  return true
}
