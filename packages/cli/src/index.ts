export { toMermaid } from './picture/mermaid.ts'
export { toText } from './picture/text.ts'
export { toSvg } from './svg/svg.ts'
