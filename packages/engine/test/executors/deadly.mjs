/** Streams two pieces, or ends its process after the first. */
export default async function* ([{ id }], { parameters }) {
  yield [{ id: `${id}-0` }]
  if (parameters.deadly) process.kill(process.pid, 'SIGKILL')
  yield [{ id: `${id}-1` }]
}
