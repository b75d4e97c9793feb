import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkTypes } from './check-types.ts'

/** Ways in which a project of TypeScript finds packages. */
export const resolutions = [
  { moduleResolution: 'node16', module: 'node16' },
  { moduleResolution: 'bundler', module: 'esnext' },
]

/** Checks the types of a program that uses every package of ours. Returns what is wrong with them. */
export async function checkConsumer(cwd: string, compilerOptions: (typeof resolutions)[number]): Promise<string> {
  writeFileSync(join(cwd, 'consumer.ts'), CONSUMER)
  return await checkTypes(cwd, { files: ['consumer.ts'], compilerOptions })
}

const CONSUMER = `
import * as cli from '@peaflow/cli'
import { FlowError, type PeaLauncher, resolveHost } from '@peaflow/core'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow, scalePlan } from '@peaflow/flow'
import { peaProgram } from '@peaflow/pea'
import { runConformance } from '@peaflow/runtime-conformance'
import { dockerLauncher } from '@peaflow/runtime-docker'
import { processLauncher } from '@peaflow/runtime-local'
import * as short from 'peaflow'

const plan = buildFlow(new Flow({ name: 'hello' }).add({ name: 'greet', replicas: 2 }))
const launchers: Record<string, PeaLauncher> = { process: processLauncher(), docker: dockerLauncher() }
export const running: Promise<RunningFlow> = startFlow(plan, { launchers, replan: scalePlan })
export const host: string = resolveHost({ bind: {}, connect: {} })
export const error: FlowError = new FlowError('CONFIG_EXAMPLE', 'an example')
export const started: Promise<short.RunningFlow> = short.startFlow(
  new short.Flow().add({ uses: (documents) => documents.map(({ text = '' }) => ({ text })) }),
)
export const rest: readonly unknown[] = [cli, peaProgram, runConformance]
`
