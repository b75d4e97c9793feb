/** What the name of a Pod looks like. */
export const POD_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** What the name of a Flow looks like. It can be the name of a folder, and never leads to another one. */
export const FLOW_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/
