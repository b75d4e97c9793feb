/** How deep lists and mappings may be nested in a payload: far more than data needs, far less than a stack holds. */
export const MAX_DEPTH = 256
