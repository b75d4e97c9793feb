// Each of them calls itself by the names of those below it, too.
const BROWSERS = { Edg: 'Edge', Firefox: 'Firefox', Chrome: 'Chrome', Safari: 'Safari', curl: 'curl' }

/** Names the browser of a request. */
export default (documents) =>
  documents.map((document) => {
    const found = Object.keys(BROWSERS).find((name) => document.tags.agent?.includes(`${name}/`))
    return { ...document, tags: { browser: BROWSERS[found] ?? 'another' } }
  })
