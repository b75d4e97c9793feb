// The user agent of a browser also contains the names of those below it, so the order matters.
const BROWSERS = { Edg: 'Edge', Firefox: 'Firefox', Chrome: 'Chrome', Safari: 'Safari', curl: 'curl' }

/** Adds the browser that sent the request. */
export default (documents) =>
  documents.map((document) => {
    const found = Object.keys(BROWSERS).find((name) => document.tags.agent?.includes(`${name}/`))
    return { ...document, tags: { browser: BROWSERS[found] ?? 'other' } }
  })
