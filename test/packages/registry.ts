import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { mustRun } from './command.ts'
import { packAll } from './tarballs.ts'

/** A registry that has our packages, packed, and sends npm elsewhere for all others. */
export interface Registry extends AsyncDisposable {
  /** Its URL: for npm commands as people type them, through the variable `npm_config_registry`. */
  readonly origin: string
  /** Makes npm look here for packages with our scope only; so it finds all others in its cache. */
  readonly flag: string
  /** What to install for a package with that flag: a name with our scope, or the URL of the tarball. */
  specifier(name: string): string
}

/** Packs every package and serves them as a registry does after a release. */
export async function openRegistry(): Promise<Registry> {
  const tarballs = await packAll()
  const upstream = new URL((await mustRun('npm', ['config', 'get', 'registry'], { cwd: '/' })).trim())
  const answers = new Map<string, string | Buffer>()
  const server = createServer(({ url = '' }, response) => {
    const answer = answers.get(decodeURIComponent(url))
    if (answer !== undefined) response.writeHead(200, { 'cache-control': 'no-store' }).end(answer)
    else response.writeHead(307, { location: new URL(`.${url}`, upstream).href }).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const tarball of tarballs.values()) {
    const bytes = readFileSync(tarball)
    const path = `/${basename(tarball)}`
    answers
      .set(path, bytes)
      .set(...(await describePackage(tarball, { tarball: origin + path, integrity: hash(bytes) })))
  }
  const close = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  const specifier = (name: string) =>
    name === 'peaflow' ? `${origin}/${basename(tarballs.get(name) ?? '')}` : `@peaflow/${name}`
  return { origin, flag: `--@peaflow:registry=${origin}`, specifier, [Symbol.asyncDispose]: close }
}

interface Distribution {
  readonly tarball: string
  readonly integrity: string
}

/** What a registry tells of a package of one version, and where. */
async function describePackage(tarball: string, dist: Distribution): Promise<[path: string, description: string]> {
  const manifest = JSON.parse(await mustRun('tar', ['-xzOf', tarball, 'package/package.json'], { cwd: '/' }))
  const { name, version } = manifest
  const versions = { [version]: { ...manifest, dist } }
  return [`/${name}`, JSON.stringify({ name, 'dist-tags': { latest: version }, versions })]
}

function hash(bytes: Buffer): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`
}
