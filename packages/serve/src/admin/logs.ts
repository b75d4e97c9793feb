import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import type { LogEntry } from '../journal/entries.ts'
import type { Subscription } from '../journal/subscription.ts'
import type { Admin } from './admin.ts'
import { grep, type Pick } from './grep.ts'
import { Query, wrongQuery } from './query.ts'
import { streamReply } from './replies.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** How many entries are written at once. */
const BATCH = 200

/**
 * `GET /-/logs`: the lines of Peas, and with `follow` those to come.
 *
 * @throws FlowError `REQUEST_QUERY`, `REQUEST_STREAMS`.
 */
export function logsReply(request: HttpRequest, admin: Admin): HttpReply {
  const query = new Query(request.query)
  const pick = pickBy(query)
  const tail = query.number('tail')
  const { journal } = admin.administration
  const matching = pick(journal.logs())
  const entries = tail === undefined ? matching : matching.slice(Math.max(0, matching.length - tail))
  if (!query.flag('follow')) return streamReply(request, 'log', inBatches(entries))
  const { signal } = request.cancellation
  // Nothing comes between what was read above and what is followed: all of this is one turn.
  const follow = () => followed({ entries, subscription: journal.follow(signal), pick, admin })
  return streamReply(request, 'log', admin.streams.open(follow, signal))
}

async function* inBatches(entries: readonly LogEntry[]): AsyncGenerator<readonly LogEntry[]> {
  for (let from = 0; from < entries.length; from += BATCH) yield entries.slice(from, from + BATCH)
}

interface Followed {
  /** Those that are there already. */
  readonly entries: readonly LogEntry[]
  readonly subscription: Subscription<LogEntry>
  readonly pick: Pick
  readonly admin: Admin
}

async function* followed({ entries, subscription, pick, admin }: Followed): AsyncGenerator<readonly LogEntry[]> {
  const forget = admin.atEnd(() => subscription.end())
  try {
    yield* inBatches(entries)
    for await (const entry of subscription) yield pick([entry, ...subscription.takeUnread()])
  } finally {
    forget()
    subscription.end()
  }
}

function pickBy(query: Query): Pick {
  const pods = new Set(query.all('pod'))
  const level = LEVELS.indexOf(query.word('level', LEVELS) ?? 'debug')
  const since = sinceOf(query)
  const pattern = query.text('grep')
  const match = pattern === undefined ? undefined : grep(pattern)
  return (entries) => {
    const some = entries.filter(
      (entry) =>
        (pods.size === 0 || pods.has(entry.pod)) && LEVELS.indexOf(entry.level) >= level && entry.time >= since,
    )
    return match?.(some) ?? some
  }
}

/** Where the entries begin, in ISO 8601, which sorts by time: some time ago, or at a time. */
function sinceOf(query: Query): string {
  const text = query.text('since')
  if (text === undefined) return ''
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(Date.now() - (query.duration('since') ?? 0))
  if (Number.isNaN(time.getTime())) throw wrongQuery('since', text, 'a duration, such as 10m, or a time in ISO 8601')
  return time.toISOString()
}
