/** One entry of an image's file system: a file of this machine, a text, a link or a folder. */
export type Entry =
  | { readonly path: string; readonly from: string; readonly executable: boolean }
  | { readonly path: string; readonly text: string; readonly executable: boolean }
  | { readonly path: string; readonly bytes: Buffer }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly folder: 'ours' | 'everybody' }
