/** A module of the page. It is JavaScript for browsers; those without a document run here as well. */
// biome-ignore lint/suspicious/noExplicitAny: its types are in nobody's hands
export async function pageModule(path: string): Promise<any> {
  return await import(new URL(`../../page/${path}`, import.meta.url).href)
}
