/**
 * The environment variable that names a file with the private values of a Pea, where it has no standard input to read
 * them from: the JSON object that `toPeaInput` makes, readable by the user of the Pea alone, or a mounted Secret. A Pea
 * whose arguments contain `--stdin` does not read it, and no Pea hands it on to the programs that it starts.
 */
export const SPEC_FILE = 'PEAFLOW_SPEC_FILE'
