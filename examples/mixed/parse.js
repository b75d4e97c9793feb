const LINE = /^(\S+) \S+ \S+ \[[^\]]+\] "(\S+) (\S+) [^"]*" (\d+) \d+ "[^"]*" "([^"]*)"/

/** Takes a line of an access log apart. */
export default (documents) =>
  documents.map((document) => {
    const [, host, method, path, status, agent] = LINE.exec(document.text) ?? []
    return { ...document, tags: { host, method, path, status: Number(status), agent } }
  })
