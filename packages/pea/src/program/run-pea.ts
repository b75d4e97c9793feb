/**
 * Runs the Pea that the arguments describe, to its end: the main function of the program that child processes and
 * containers run. Sets the exit code of the process.
 */
export async function runPea(_argv: readonly string[]): Promise<void> {
  throw new Error('cannot be run yet')
}
