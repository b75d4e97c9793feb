// Plans a Flow without starting it: @peaflow/flow turns a flow file into links, in Node and in a browser.
import { buildFlow, Flow } from '@peaflow/flow'

/** Describes each link of a Flow, given as YAML, in one line. */
export function describeLinks(yaml) {
  const { links } = buildFlow(Flow.fromYaml(yaml))
  return links.map(({ from, to, bind, connect, address }) => {
    return `${from} -> ${to}: ${bind} binds, ${connect} dials ${address}`
  })
}
