/** The most characters of a line: what is longer is not from a Flow. */
const MOST = 4 * 1_024 * 1_024

/**
 * The lines of a body, as they come.
 *
 * @throws Error if a line does not end.
 */
export async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = (rest + value).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MOST) throw new Error('the answer has a line without an end')
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
    }
    if (rest !== '') yield rest
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/**
 * The events of a `text/event-stream` (HTML, section 9.2.6), and `undefined` for each comment: a sign of life. Read by
 * ourselves, since the browser's `EventSource` sends no header, and so no token.
 */
export async function* eventsOf(lines) {
  let event = { name: 'message', data: [] }
  for await (const line of lines) {
    if (line === '') {
      if (event.data.length > 0) yield { name: event.name, data: event.data.join('\n') }
      event = { name: 'message', data: [] }
    } else if (line.startsWith(':')) yield undefined
    else addField(event, line)
  }
}

function addField(event, line) {
  const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)
  if (field === 'event') event.name = value
  if (field === 'data') event.data.push(value)
}
