export { toMermaid } from './plan/mermaid.ts'
export { toSvg } from './plan/svg/svg.ts'
export { toText } from './plan/text.ts'
