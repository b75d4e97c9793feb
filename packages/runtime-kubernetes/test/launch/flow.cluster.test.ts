import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PeaSpec } from '@peaflow/core'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, readFlow, scalePlan } from '@peaflow/flow'
import { toSuiteSpec } from '@peaflow/runtime-conformance'
import { processLauncher } from '@peaflow/runtime-local'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { describeCluster, engine } from '../../../../test/kubernetes/cluster.ts'
import { killApiServer, stopNode } from '../../../../test/kubernetes/node.ts'
import { mustRun } from '../../../../test/packages/command.ts'
import { startCommand } from '../../../cli/test/process.ts'
import { openCluster } from '../../src/cluster/cluster.ts'
import { kubernetesLauncher } from '../../src/launch/kubernetes-launcher.ts'
import { sweep } from '../../src/launch/sweep.ts'
import { IMAGE } from './images.ts'
import { setUpNamespace } from './set-up.ts'

const RUNTIME = fileURLToPath(new URL('../../dist/index.js', import.meta.url))

const DOCUMENTS = Array.from({ length: 20 }, (_, index) => ({ id: `d${index}`, text: `text ${index}` }))
const ANSWERS = DOCUMENTS.map(({ id, text }) => ({ id, text: text.toUpperCase(), length: text.length }))

describeCluster('a Flow with Pods in a cluster', { timeout: 600_000 }, () => {
  const admin = process.env.KUBECONFIG
  const namespace = setUpNamespace()
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flow-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
  })

  /** Two Pods in the cluster, of which one dials the other, and one beside the Flow. */
  const flowFile = (name: string, replicas = 2) => `
name: ${name}
version: 1
with: { hostname: ${namespace().hostname}, timeout_ready: 120s }
pods:
  shout: { image: '${IMAGE}', pull: never, uses: /app/shout.mjs, runtime: kubernetes, replicas: ${replicas} }
  count: { image: '${IMAGE}', pull: never, uses: /app/count.mjs, runtime: kubernetes }
  pass: {}
`

  async function start(name: string, replicas?: number): Promise<RunningFlow> {
    const { flow } = readFlow(flowFile(name, replicas))
    if (flow === undefined) throw new Error('the flow file is not valid')
    const running = await startFlow(buildFlow(flow), {
      launchers: { process: processLauncher(), kubernetes: kubernetesLauncher() },
      replan: scalePlan,
      directory: folder,
      onLog: () => {},
    })
    onTestFinished(async () => void (await running.stop({ grace: 0 })))
    return running
  }

  const namesOf = async (flow: string) => (await namespace().pods(flow)).map(({ metadata }) => metadata.name)

  it('runs with the command, answers, and leaves nothing', async () => {
    writeFileSync(join(folder, 'flow.yml'), flowFile('once'))
    const args = ['run', 'flow.yml', '--runtime', `kubernetes=${RUNTIME}`]
    const command = startCommand(args, { cwd: folder })
    command.child.stdin.end(DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''))
    const { code, stdout, stderr } = await command.ended
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const numberOf = ({ id }: { readonly id: string }) => Number(id.slice(1))
    expect(answers.toSorted((a, b) => numberOf(a) - numberOf(b))).toEqual(ANSWERS)
    expect(await namesOf('once')).toEqual([])
  })

  it('answers every request while it is scaled and its containers are killed', async () => {
    const running = await start('busy')
    const ask = async () => expect(await running.request('/', DOCUMENTS)).toEqual(ANSWERS)
    await ask()
    const requests: Promise<void>[] = []
    let isOver = false
    const client = async () => {
      while (!isOver) {
        const request = ask()
        requests.push(request)
        await request
      }
    }
    const clients = Promise.all([client(), client(), client()])
    await running.scale('shout', 4)
    expect((await namesOf('busy')).length).toBe(5)
    const [victim] = (await namespace().pods('busy')).filter(
      ({ metadata }) => metadata.labels['peaflow.pod'] === 'shout',
    )
    const container = victim?.status.containerStatuses[0]?.containerID.replace('docker://', '') ?? ''
    await mustRun('docker', ['--host', engine, 'kill', container], { cwd: folder })
    const replaced = async () => {
      const names = await namesOf('busy')
      return names.length === 5 && !names.includes(victim?.metadata.name ?? '')
    }
    await expect.poll(replaced, { timeout: 120_000 }).toBe(true)
    await running.scale('shout', 1)
    await ask()
    isOver = true
    await clients
    console.log(`${requests.length} requests answered while scaled 2, 4, 1 and a container was killed`)
    await running.stop()
    expect(await namesOf('busy')).toEqual([])
  })

  it('ends with ^C and leaves nothing', async () => {
    writeFileSync(join(folder, 'flow.yml'), flowFile('interrupted'))
    const command = startCommand(['up', 'flow.yml', '--runtime', `kubernetes=${RUNTIME}`], { cwd: folder })
    await command.says('ready')
    command.child.kill('SIGINT')
    await command.ended
    expect(await namesOf('interrupted')).toEqual([])
  })

  it('leaves no container when its process is killed, and a later launch removes what stands in the list', async () => {
    writeFileSync(join(folder, 'flow.yml'), flowFile('killed'))
    const command = startCommand(['up', 'flow.yml', '--runtime', `kubernetes=${RUNTIME}`], { cwd: folder })
    await command.says('ready')
    expect((await namesOf('killed')).length).toBe(3)
    command.child.kill('SIGKILL')
    const containers = async () =>
      (await namespace().pods('killed')).filter(({ status }) =>
        JSON.stringify(status.containerStatuses).includes('"running"'),
      )
    await expect.poll(containers, { timeout: 120_000 }).toEqual([])
    await sweep(openCluster(), Date.now() + 3_600_000)
    expect(await namesOf('killed')).toEqual([])
  })

  it('lets go of a Pea whose node is lost, and says so', async () => {
    const lines: string[] = []
    const suite = toSuiteSpec({ behaviour: 'tidy' })
    const spec: PeaSpec = { ...suite, flow: 'lost', image: IMAGE, uses: '/app/tidy.mjs', container: { pull: 'never' } }
    const pea = await kubernetesLauncher().launch(spec, { onLog: ({ text }) => lines.push(text) })
    vi.stubEnv('KUBECONFIG', admin)
    const node = await stopNode(namespace())
    try {
      expect(await pea.stop({ grace: 0 })).toMatchObject({ code: null, reason: 'its node does not answer' })
      expect(lines.at(-1)).toContain('so its container may run there until the node is back')
      expect(await namesOf('lost')).toEqual([])
    } finally {
      node.resume()
      vi.stubEnv('KUBECONFIG', namespace().kubeconfig)
    }
    await expect.poll(namespace().containers, { timeout: 240_000 }).toEqual([])
  })

  // With the connections to it, every Pea there ends, and each is launched again once it answers.
  it('goes on when the API of the cluster was killed, and is back', async () => {
    const running = await start('restarted')
    const before = await namesOf('restarted')
    vi.stubEnv('KUBECONFIG', admin)
    await killApiServer(namespace())
    vi.stubEnv('KUBECONFIG', namespace().kubeconfig)
    expect(await running.request('/', DOCUMENTS)).toEqual(ANSWERS)
    const replaced = async () => {
      const names = await namesOf('restarted')
      return names.length === before.length && names.every((name) => !before.includes(name))
    }
    await expect.poll(replaced, { timeout: 300_000 }).toBe(true)
    await running.stop()
    expect(await namesOf('restarted')).toEqual([])
  })

  it('says which right is missing', async () => {
    vi.stubEnv('KUBECONFIG', namespace().powerless)
    const restore = () => void vi.stubEnv('KUBECONFIG', namespace().kubeconfig)
    await expect(start('powerless').finally(restore)).rejects.toMatchObject({
      code: 'LAUNCH_KUBERNETES_FORBIDDEN',
      message: expect.stringContaining('may not be launched in the namespace'),
      hint: expect.stringContaining('pods/attach'),
    })
    expect(await namesOf('powerless')).toEqual([])
  })
})
