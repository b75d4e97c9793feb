/** The program does not follow the executor protocol: nothing that it sends after this can be understood. */
export class BrokenProgram extends Error {}
