import { FlowError, type FlowPlan, isFlowError } from '@peaflow/core'
import { checkLaunch } from '../launch/launch-pea.ts'
import { checkOpenFiles, readOpenFiles } from '../launch/open-files.ts'
import type { StartOptions } from '../launch/options.ts'
import type { RunningFlow } from '../running/running-flow.ts'
import { notReady } from '../supervise/start-error.ts'
import { assemble } from './assemble.ts'

/**
 * Starts every Pea of a plan and links them. Resolves when all of them are ready. A start that fails, or is aborted,
 * leaves nothing behind.
 *
 * @throws FlowError `LAUNCH_UNKNOWN_RUNTIME` if the options lack a launcher, `LAUNCH_NO_EXECUTOR` if they lack a function,
 * `LAUNCH_PEA_EXITED` if a Pea ends before it is ready, `LAUNCH_NOT_READY` if one takes longer than its `timeout_ready`,
 * `LAUNCH_NOT_JOINED` if replicas have not joined within `joinTimeout`,
 * `LAUNCH_ABORTED` if the signal aborts the start, `LAUNCH_OPEN_FILES` if this process may not open enough files, and what launchers and executors throw.
 *
 * @example
 * await using running = await startFlow(plan, { launchers: { process: processLauncher() }, replan: scalePlan })
 * for await (const { documents } of running.stream('/index', source)) console.log(documents)
 */
export async function startFlow(plan: FlowPlan, options: StartOptions): Promise<RunningFlow> {
  const { launchers, executors = {}, joinTimeout, signal } = options
  if (signal?.aborted) throw startAborted(signal)
  for (const pea of plan.peas) if (pea.role !== 'gateway') checkLaunch(pea, { launchers, executors })
  checkOpenFiles(plan, readOpenFiles())
  const running = await assemble(plan, options)
  const abort = () => void running.stop({ grace: 0 })
  signal?.addEventListener('abort', abort)
  // It may have aborted while launchers were asked.
  if (signal?.aborted) abort()
  void running.stopped.then(() => signal?.removeEventListener('abort', abort))
  try {
    await running.ready(joinTimeout)
    if (signal?.aborted) throw startAborted(signal)
    return running
  } catch (error) {
    const { late, violations } = running
    await running.stop({ grace: 0 })
    if (signal?.aborted) throw startAborted(signal)
    throw isFlowError(error) && error.code === 'LAUNCH_NOT_READY' ? notReady(late, violations) : error
  }
}

function startAborted(signal: AbortSignal): FlowError {
  return new FlowError('LAUNCH_ABORTED', 'the start of the Flow was aborted', { cause: signal.reason })
}
