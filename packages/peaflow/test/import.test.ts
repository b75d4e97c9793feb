import { expect, it } from 'vitest'
import { runNode } from './program.ts'

/** Module hooks that write the URL of each module that is loaded to stdout. */
const HOOKS = `
import { writeSync } from 'node:fs'
export async function load(url, context, nextLoad) {
  writeSync(1, url + '\\n')
  return await nextLoad(url, context)
}`

const PROGRAM = `
import { createRequire, register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}))
await import('peaflow')
for (const file of Object.keys(createRequire(import.meta.url).cache)) console.log(file)
console.log(JSON.stringify(process.getActiveResourcesInfo()))
`

/** Launchers and what they need, the CLI library, and everything that opens a socket. */
const HEAVY =
  /\/(engine|pea|runtime-[a-z]+|zeromq|sodium-native|msgpackr|dockerode|@grpc|ws|commander|elkjs)\/|^node:(net|dgram|tls|https?|worker_threads|child_process)$/

it('loads no launcher, no CLI library and no socket', async () => {
  const lines = (await runNode('--input-type=module', '--eval', PROGRAM)).trim().split('\n')
  const resources: string[] = JSON.parse(lines.at(-1) ?? '')
  const modules = lines.slice(0, -1)
  expect(modules.filter((module) => module.includes('/flow/dist/'))).not.toEqual([])
  expect(modules.filter((module) => HEAVY.test(module))).toEqual([])
  expect(resources.filter((resource) => !/^(PipeWrap|TTYWrap|MessagePort)$/.test(resource))).toEqual([])
})
