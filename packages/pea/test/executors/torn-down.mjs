/** What its Pea has called. */
export const calls = []

export default {
  setup: () => void calls.push('setup'),
  teardown: () => void calls.push('teardown'),
  default: (documents) => documents,
}
