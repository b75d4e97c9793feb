/**
 * The environment variable that puts a Pea's program on a leash: it ends at once when its stdin ends, because whoever
 * launched it holds the other end. Its value is the process id of the parent, or 0 where the program cannot know it
 * (in a container): a program whose parent is another one by the time it starts ends too.
 */
export const LIFELINE = 'PEAFLOW_LIFELINE'
