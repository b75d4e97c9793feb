import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FlowPlan } from '@peaflow/core'
import { type RunningFlow, type StartOptions, startFlow } from '@peaflow/engine'
import { scalePlan } from '@peaflow/flow'
import { inlineLauncher, processLauncher, threadLauncher } from '@peaflow/runtime-local'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { makeFolder } from '../docker/folder.ts'

/** A folder with a copy of the executors of these tests; the workspaces of their Pods are created in it. */
export const directory: string = makeFolder()

cpSync(fileURLToPath(new URL('executors', import.meta.url)), directory, { recursive: true })

/** Starts a plan with all launchers, and discards the output of its Peas. */
export async function start(plan: FlowPlan, options: Partial<StartOptions> = {}): Promise<RunningFlow> {
  const launchers = {
    process: processLauncher(),
    thread: threadLauncher(),
    inline: inlineLauncher(),
    docker: dockerLauncher(),
  }
  return await startFlow(plan, { launchers, replan: scalePlan, directory, onLog: () => {}, ...options })
}
