// Serves the search page, which calls the Flow at an address of its own, where its live page is as well.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { serve } from '@peaflow/serve'

const read = (file) => readFileSync(new URL(`page/${file}`, import.meta.url), 'utf8')

/**
 * Serves a Flow that is up, until the signal aborts or the Flow stops. `years` are those of its addresses, `administration` is
 * what the live page needs.
 */
export async function serveSearch(running, { years, administration, signal }) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const page = `http://127.0.0.1:${server.address().port}`
  // Pages of other origins may not call a Flow, but this one may.
  const flow = await serve(running, { administration, cors: [page] })
  server.on('request', answerWith(flow.url, years))
  console.log(`\nThe search engine is at ${page}`)
  console.log(`Watch it work at ${flow.page}`)
  console.log('^C stops it')
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), running.stopped])
  server.close()
  server.closeAllConnections()
  await flow.close()
}

/** Answers requests for the files of the page, which calls the Flow at this address. */
function answerWith(flow, years) {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${flow}; base-uri 'none'`
  const files = {
    '/': ['text/html; charset=utf-8', read('index.html').replace('{flow}', flow).replace('{years}', years)],
    '/style.css': ['text/css; charset=utf-8', read('style.css')],
    '/search.js': ['text/javascript; charset=utf-8', read('search.js')],
  }
  return ({ url }, response) => {
    const [type, text] = Object.hasOwn(files, url) ? files[url] : []
    const headers = { 'content-type': type ?? 'text/plain', 'content-security-policy': policy }
    response.writeHead(type === undefined ? 404 : 200, headers).end(text ?? 'There is no such page\n')
  }
}
