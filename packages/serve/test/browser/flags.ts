/** Debian's Chromium. */
export const CHROMIUM = '/usr/bin/chromium'

/** Without these, Chromium asks hosts of Google's for several things at each start. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Milliseconds that a page may take: a limit for one that hangs, not for a machine that is busy. */
export const PATIENCE = 120_000
