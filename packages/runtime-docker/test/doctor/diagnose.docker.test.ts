import { execFileSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { tryHostPath } from '../../src/doctor/host-path.ts'
import { findBridgeGateway } from '../../src/engine/bridge.ts'
import { TEST_IMAGE } from '../docker/actions.ts'
import { describeDocker, engine } from '../docker/engine.ts'
import { buildTestImage } from '../docker/image.ts'

let gateway = ''

describeDocker('diagnose', () => {
  beforeAll(async () => {
    await buildTestImage()
    gateway = (await findBridgeGateway(engine)) ?? ''
  }, 600_000)

  test('it finds a machine that can run containers', async () => {
    expect(await diagnose({ listenAt: gateway, image: TEST_IMAGE })).toEqual([
      { name: 'docker', state: 'ok', detail: expect.stringMatching(/^Engine \d+\.\d+.*, API 1\.\d+$/) },
      { name: 'image', state: 'ok', detail: expect.stringContaining(TEST_IMAGE) },
      { name: 'container to host', state: 'ok', detail: `a container reaches this machine at ${gateway}` },
    ])
  })

  test('it says that the Pea image is missing', async () => {
    expect(await diagnose({ image: 'peaflow-test/none' })).toMatchObject([
      { name: 'docker', state: 'ok' },
      { name: 'image', state: 'limited', hint: 'peaflow image build' },
    ])
  })

  test('it says that there is no Engine', async () => {
    expect(await diagnose({ dockerHost: 'unix:///nowhere/docker.sock' })).toMatchObject([
      { name: 'docker', state: 'limited', hint: expect.stringContaining('DOCKER_HOST') },
    ])
  })

  test('it says on which other address containers expect this machine', async () => {
    const [, , path] = await diagnose({ listenAt: '127.0.0.1', image: TEST_IMAGE })
    expect(path).toMatchObject({ state: 'limited', hint: expect.stringContaining(`PEAFLOW_BRIDGE=${gateway}`) })
  })

  test.runIf(process.getuid?.() === 0)('it names the firewall rule that blocks the connection', async () => {
    const port = freePort()
    const rule = `INPUT -i docker0 -p tcp -m tcp --dport ${port} -j DROP`
    execFileSync('iptables', `-I ${rule}`.split(' '))
    try {
      const path = await tryHostPath({ engine, image: TEST_IMAGE, listenAt: gateway, port, timeout: 500 })
      expect(path).toEqual({ error: 'ETIMEDOUT', address: gateway, drops: [`-A ${rule}`] })
    } finally {
      execFileSync('iptables', `-D ${rule}`.split(' '))
    }
  })
})
