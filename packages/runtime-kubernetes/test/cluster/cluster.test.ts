import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { type Cluster, openCluster } from '../../src/cluster/cluster.ts'
import { explainLaunch } from '../../src/launch/launch-error.ts'
import { specOf } from '../spec.ts'
import { ownApi } from './own-api.ts'

const GET = { method: 'GET', path: '/api/v1/namespaces/default/pods/encode-0' } as const

const api = ownApi()

const explained = (error: unknown, cluster: Cluster) => explainLaunch(error, specOf(), cluster)
const failure = async (cluster: Cluster) => explained(await cluster.send(GET).catch((error: unknown) => error), cluster)

describe('a kubeconfig', () => {
  it.each([
    [{}, 'default'],
    [{ context: 'team' }, 'team-a'],
    [{ context: 'team', namespace: 'mine' }, 'mine'],
  ])('with the options %j names the namespace %s', (options, namespace) => {
    expect(openCluster(options)).toMatchObject({ namespace, isOurs: false })
  })

  it('that lacks the context is an error with those that it has', () => {
    expect(() => openCluster({ context: 'other' })).toThrow(
      expect.objectContaining({
        code: 'LAUNCH_KUBERNETES_CONFIG',
        message: 'the kubeconfig has no context other',
        hint: 'It has: plain, team',
      }),
    )
  })

  it('that cannot be read is an error', () => {
    writeFileSync(join(api.folder, 'config'), 'clusters: [')
    expect(() => openCluster()).toThrow(expect.objectContaining({ code: 'LAUNCH_KUBERNETES_CONFIG' }))
  })

  it('that does not exist is an error that says where it is looked for', () => {
    vi.stubEnv('KUBECONFIG', '')
    vi.stubEnv('HOME', api.folder)
    expect(() => openCluster()).toThrow(
      expect.objectContaining({
        code: 'LAUNCH_KUBERNETES_CONFIG',
        hint: 'Set KUBECONFIG to the file with which kubectl reaches the cluster',
      }),
    )
  })
})

describe('an answer', () => {
  const status = (code: number, message: string) => (response: ServerResponse) => {
    response.statusCode = code
    response.end(JSON.stringify({ kind: 'Status', message }))
  }

  it.each([401, 403])('of %i is about rights, and names those that are needed', async (code) => {
    api.answer = status(code, 'pods is forbidden')
    expect(await failure(openCluster())).toMatchObject({
      code: 'LAUNCH_KUBERNETES_FORBIDDEN',
      message: '"encode" may not be launched in the namespace default of Kubernetes: pods is forbidden',
      hint: expect.stringContaining('pods/attach'),
    })
  })

  it('that refuses the Pod has the reason of the cluster', async () => {
    api.answer = status(422, 'exceeded quota')
    expect(await failure(openCluster())).toMatchObject({
      code: 'LAUNCH_KUBERNETES_POD',
      message: 'Kubernetes does not launch "encode/1": exceeded quota',
    })
  })

  it('that is not JSON is quoted, and cut', async () => {
    api.answer = (response) => response.writeHead(502).end(`<html>${'x'.repeat(10_000)}`)
    const { code, message } = await failure(openCluster())
    expect(code).toBe('LAUNCH_KUBERNETES_POD')
    expect(message.length).toBeLessThan(600)
  })

  it('that never ends is given up', async () => {
    api.answer = (response) => {
      const more = () => void response.write(Buffer.alloc(2 ** 20, 'x'), more)
      response.on('error', () => {})
      more()
    }
    expect(await failure(openCluster())).toMatchObject({
      code: 'LAUNCH_KUBERNETES_UNREACHABLE',
      message: expect.stringContaining('its answer is longer than 8 MB'),
    })
  })

  it('that does not come is an error with the address', async () => {
    const cluster = openCluster()
    api.close()
    expect(await failure(cluster)).toMatchObject({
      code: 'LAUNCH_KUBERNETES_UNREACHABLE',
      message: expect.stringContaining(cluster.server),
    })
  })

  it('never shows the credentials', async () => {
    api.answer = status(500, 'broken')
    const error = await failure(openCluster())
    expect(JSON.stringify([error, error.message, error.hint, String(error.cause)])).not.toContain('secret-token')
  })
})
