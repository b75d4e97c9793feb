/** The greatest epoch. 0 stands for one that is not known. */
const MAX_EPOCH = 0xffff_ffff

/**
 * Returns epochs that differ from one another. They begin anywhere: a process that is launched again in the same incarnation
 * must not continue the sessions of the one before.
 *
 * @param start - a random number from 0 to 1, without 1
 */
export function countEpochs(start: number): () => number {
  let epoch = Math.floor(start * MAX_EPOCH)
  return () => {
    epoch = (epoch % MAX_EPOCH) + 1
    return epoch
  }
}
