import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createPage } from '../../src/page/page.ts'

const page = createPage()
const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  page({ method, path, header: (name) => headers[name] })

const folder = fileURLToPath(new URL('../../page', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path))

it('is served at /-/, with a policy that lets it load from its own server alone', () => {
  const { status, headers } = get('/-/') ?? {}
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' })
  expect(headers?.['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'/,
  )
  expect(headers?.['content-security-policy']).not.toContain('unsafe')
})

it.each(files)('serves %s', (path) => {
  const { status, body } = get(path === 'index.html' ? '/-/' : `/-/page/${path}`) ?? {}
  expect([status, Buffer.compare(body as Buffer, readFileSync(`${folder}/${path}`))]).toEqual([200, 0])
})

it('is not sent again to a browser that has it', () => {
  const tag = get('/-/page/main.js')?.headers.etag ?? ''
  expect(get('/-/page/main.js', { 'if-none-match': tag })).toMatchObject({ status: 304, body: '' })
  expect(get('/-/page/dom.js', { 'if-none-match': tag })?.status).toBe(200)
})

it.each([
  '/-/page/',
  '/-/page/../package.json',
  '/-/page/%2e%2e/package.json',
  '/-/page/board',
  '/-/status',
  '/-/index.html',
  '/',
])('has nothing at %s', (path) => expect(get(path)).toBeUndefined())

it('answers nothing but reading', () => expect(get('/-/', {}, 'POST')).toBeUndefined())

it('sends a browser that forgot the slash on', () => {
  expect(get('/-')).toMatchObject({ status: 308, headers: { location: '/-/' } })
})

describe('its files', () => {
  it.each(files)('%s names no other server, and has nothing inline', (path) => {
    const text = readFileSync(`${folder}/${path}`, 'utf8').replaceAll('http://www.w3.org/2000/svg', '')
    expect(text).not.toMatch(
      /https?:\/\/|@import|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
    )
    if (path.endsWith('.html')) expect(text).not.toMatch(/<style|style=|\son\w+=|<script(?! type="module" src=)/)
  })
})
