/** Exit codes, as they are documented. */
export const EXIT = { ok: 0, failed: 1, wrongInput: 2, interrupted: 130 } as const
