import { fileURLToPath } from 'node:url'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'
import pythonLauncher from './launcher.js'

/** A Flow of three Pods, whose second runs in Python. */
export const flow = new Flow({ name: 'polyglot' })
  .add({ name: 'trim', uses: './trim.js' })
  .add({ name: 'shout', uses: './shout.py', runtime: 'python', replicas: 2 })
  .add({ name: 'sign', uses: './sign.js' })

/** Starts the Flow. */
export async function start({ python = 'python3' } = {}) {
  const launchers = { process: processLauncher(), python: pythonLauncher({ python }) }
  return await startFlow(buildFlow(flow), { launchers, directory: fileURLToPath(new URL('.', import.meta.url)) })
}
