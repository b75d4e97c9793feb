const ENTRY = /^(\S+) \S+ \S+ \[[^\]]+\] "(\S+) (\S+) [^"]*" (\d+) \d+ "[^"]*" "([^"]*)"/

/** Parses a line of an access log. */
export default (documents) =>
  documents.map((document) => {
    const [, host, method, path, status, agent] = ENTRY.exec(document.text) ?? []
    return { ...document, tags: { host, method, path, status: Number(status), agent } }
  })
