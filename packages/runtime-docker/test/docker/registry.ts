import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { packEntries } from '../../src/archive/pack.ts'

/** A registry with one image, which it serves under any name. */
export interface Registry {
  /** `127.0.0.1:port`, which Docker accepts without TLS. */
  readonly address: string
  /** The number of requests for a manifest. */
  readonly pulls: () => number
  /** Sends the second half of the layer, which is held back until then. */
  release(): void
  close(): Promise<void>
}

interface Blob {
  readonly digest: string
  readonly bytes: Buffer
  readonly type: string
}

const TYPE = 'application/vnd.docker'

/** What a registry answers that does not have an image. */
const MISSING = '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}'

/** Opens a registry with an image of one layer of `layerBytes` bytes. */
export async function openRegistry(layerBytes: number): Promise<Registry> {
  const text = Array.from({ length: layerBytes }, () => String.fromCharCode(33 + Math.random() * 90)).join('')
  const tar = await buffer(packEntries([{ path: 'data', text, executable: false }]))
  const layer = toBlob(gzipSync(tar), `${TYPE}.image.rootfs.diff.tar.gzip`)
  const settings = {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/serve'], Cmd: ['--uses', 'encode.yml'], WorkingDir: '/srv' },
    rootfs: { type: 'layers', diff_ids: [toBlob(tar, '').digest] },
  }
  const config = toBlob(Buffer.from(JSON.stringify(settings)), `${TYPE}.container.image.v1+json`)
  const manifest = toManifest(config, layer)
  let pulls = 0
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const server = createServer(async (request, response) => {
    const url = request.url ?? ''
    if (url === '/v2/') response.end('{}')
    else if (url.includes('/missing/')) response.writeHead(404, { 'content-type': 'application/json' }).end(MISSING)
    else if (url.includes('/manifests/')) {
      pulls += request.method === 'HEAD' ? 1 : 0
      send(response, manifest)
    } else if (url.endsWith(config.digest)) send(response, config)
    else if (url.endsWith(layer.digest)) await sendSlowly(response, layer, released)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    pulls: () => pulls,
    release,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function toManifest(config: Blob, layer: Blob): Blob {
  const describe = ({ digest, bytes, type }: Blob) => ({ mediaType: type, size: bytes.length, digest })
  const mediaType = `${TYPE}.distribution.manifest.v2+json`
  const manifest = { schemaVersion: 2, mediaType, config: describe(config), layers: [describe(layer)] }
  return toBlob(Buffer.from(JSON.stringify(manifest)), mediaType)
}

function toBlob(bytes: Buffer, type: string): Blob {
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes, type }
}

function send(response: ServerResponse, { bytes, type, digest }: Blob): void {
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'docker-content-digest': digest })
  response.end(bytes)
}

/** Sends half of a blob at once, and the rest when it is released. */
async function sendSlowly(response: ServerResponse, { bytes, type }: Blob, released: Promise<void>): Promise<void> {
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length })
  response.write(bytes.subarray(0, bytes.length / 2))
  await released
  response.end(bytes.subarray(bytes.length / 2))
}
