import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { kubernetesLauncher } from '../../src/launch/kubernetes-launcher.ts'
import { ownApi } from '../cluster/own-api.ts'
import { specOf } from '../spec.ts'

const api = ownApi()

/** What an API with one Pod was asked that answers its creation as a test wants it. */
function asked(create: (response: ServerResponse) => void): readonly string[] {
  const calls: string[] = []
  let path = ''
  api.answer = async (response: ServerResponse, request: IncomingMessage) => {
    const { method, url = '' } = request
    calls.push(`${method} ${url === path ? 'the Pod' : ''}`)
    if (method !== 'POST') return void response.end('{}')
    const { metadata } = JSON.parse(await text(request)) as { metadata: { name: string } }
    path = `${url}/${metadata.name}?gracePeriodSeconds=0`
    create(response)
  }
  return calls
}

it.each([
  ['is cut off', (response: ServerResponse) => void response.destroy(), 'LAUNCH_KUBERNETES_UNREACHABLE'],
  ['is not JSON', (response: ServerResponse) => void response.end('created'), 'LAUNCH_KUBERNETES_UNREACHABLE'],
  ['is that of a proxy', (response: ServerResponse) => void response.writeHead(504).end(), 'LAUNCH_KUBERNETES_POD'],
])('deletes a Pod that may have been created where the answer %s', async (_, create, code) => {
  const calls = asked(create)
  await expect(kubernetesLauncher().launch(specOf())).rejects.toMatchObject({ code })
  expect(calls).toEqual(['POST ', 'DELETE the Pod'])
})

it('deletes nothing where the cluster refused it', async () => {
  const calls = asked((response) => void response.writeHead(422).end())
  await expect(kubernetesLauncher().launch(specOf())).rejects.toMatchObject({ code: 'LAUNCH_KUBERNETES_POD' })
  expect(calls).toEqual(['POST '])
})

it('gives up at once where nothing listens', async () => {
  api.close()
  await expect(kubernetesLauncher().launch(specOf())).rejects.toMatchObject({ code: 'LAUNCH_KUBERNETES_UNREACHABLE' })
})
