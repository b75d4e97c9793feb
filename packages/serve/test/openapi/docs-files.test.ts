import { describe, expect, it } from 'vitest'
import { serving } from '../serving.ts'
import { described } from './described.ts'

describe('the files of /docs', () => {
  it('may load nothing from elsewhere, and run in no other page', async () => {
    await using served = await serving(described)
    const reply = await fetch(`${served.url}/docs`)
    const policy = reply.headers.get('content-security-policy')
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const html = await reply.text()
    for (const [, path = ''] of html.matchAll(/(?:href|src)="(docs\/[^"]+)"/g)) {
      const file = await fetch(`${served.url}/${path}`)
      expect([path, file.status, file.headers.get('x-content-type-options')]).toEqual([path, 200, 'nosniff'])
      expect(await file.text()).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    }
  })

  it('need no token, but the endpoints do', async () => {
    await using served = await serving(described, { token: 'peas' })
    const status = async (path: string, headers = {}) => (await fetch(`${served.url}${path}`, { headers })).status
    expect([await status('/docs'), await status('/docs/docs.js')]).toEqual([200, 200])
    for (const path of ['/openapi.json', '/metrics'])
      expect([await status(path), await status(path, { authorization: 'Bearer peas' })]).toEqual([401, 200])
    expect(await status('/docs', { origin: 'https://evil.example' })).toBe(403)
  })
})
