/** Whether `uses` is the name of a class, which is one in Python in the flow files of Jina. */
export function isClassName(uses: string): boolean {
  return /^[A-Z]\w*$/.test(uses)
}
