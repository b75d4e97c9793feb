/** How many replicas of a Pod are ready; `undefined` while the Flow does not answer. */
export async function readyReplicas(url: string, pod: string): Promise<number | undefined> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined)
  if (answer === undefined) return undefined
  const { pods = {} } = (await answer.json()) as { pods?: Record<string, { ready: number }> }
  return pods[pod]?.ready
}
