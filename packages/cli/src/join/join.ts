import { FlowError } from '@peaflow/core'
import type { JoinEvent, JoiningReplica } from '@peaflow/pea'
import type { GlobalOptions } from '../options/globals.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption, type Interruption } from '../screen/interruption.ts'
import { describeJoinEvent } from './events.ts'
import type { JoinOptions, JoinTarget } from './options.ts'

/** Milliseconds that a replica with `--once` waits for its Flow: as long as Kubernetes gives a Deployment to make progress. */
const ONCE_TIMEOUT = 600_000

/**
 * Joins a Flow until it is interrupted, and returns the exit code.
 *
 * @throws FlowError `CONFIG_KEY` if there is no key for the Pod, why the Flow refuses the replica,
 * `LAUNCH_NOT_JOINED` if no Flow has taken it in time.
 */
export async function runJoin(target: JoinTarget, options: JoinOptions, { json }: GlobalOptions): Promise<number> {
  const { key, timeout = options.once ? ONCE_TIMEOUT : undefined, ...rest } = options
  const [{ joinFlow, reportSelf }, { KEY_FILE, readPodKeys }] = await Promise.all([
    import('@peaflow/pea'),
    import('@peaflow/protocol'),
  ])
  const file = key || process.env[KEY_FILE]
  if (file === undefined || file === '') throw noKey(target.pod)
  const keys = readPodKeys(file, target.pod)
  using interruption = catchInterruption()
  const say = await reportSelf()
  const onEvent = (event: JoinEvent) => {
    print(event, target, json)
    say(event.type === 'loaded' ? 'ready' : 'waiting')
  }
  const replica = joinFlow({ ...target, ...rest, timeout, keys, directory: process.cwd(), onEvent })
  leaveOn(interruption, replica)
  const code = await replica.ended
  return code === 0 && interruption.signal === 'SIGINT' ? EXIT.interrupted : code
}

/** The first signal leaves the Flow, the second ends this process. */
function leaveOn({ stop, kill }: Interruption, replica: JoiningReplica): void {
  stop.addEventListener('abort', () => leave(replica))
  kill.addEventListener('abort', () => process.exit(EXIT.interrupted))
  if (stop.aborted) leave(replica)
}

/** `ended` says whether that went well. */
function leave(replica: JoiningReplica): void {
  void replica.leave().catch(() => {})
}

function print(event: JoinEvent, target: JoinTarget, json: boolean): void {
  const { isProblem, text } = describeJoinEvent(event, target)
  const stream = isProblem && !json ? process.stderr : process.stdout
  stream.write(json ? `${JSON.stringify(event)}\n` : `${text}\n`)
}

function noKey(pod: string): FlowError {
  return new FlowError('CONFIG_KEY', `a replica joins with the key of its Pod, and there is none for "${pod}"`, {
    hint: `Name the file: --key ${pod}.key, or PEAFLOW_KEY_FILE. peaflow key --pod ${pod} < flow.key makes it, where the key of the Flow is`,
  })
}
