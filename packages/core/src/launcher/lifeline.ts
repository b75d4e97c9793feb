/**
 * The environment variable that ties the life of a Pea to that of its launcher. The launcher holds the other end of the
 * Pea's stdin; when stdin ends, the Pea exits at once. The value is the process id of the launcher: a Pea whose parent
 * is a different process when it starts exits too. 0 skips that check where process ids differ, as in a container.
 */
export const LIFELINE = 'PEAFLOW_LIFELINE'

/**
 * The byte that asks a Pea to end, as SIGTERM does, for launchers that cannot send signals: written to its standard input
 * after the line with its private values, where {@link LIFELINE} is 0. It is what ^C sends on a terminal (ETX).
 */
export const END_OF_TEXT = 3
