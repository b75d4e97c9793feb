/** An entry in the file system of an image: a copy of a file of this machine, a file of this content, a link or a folder. */
export type Entry =
  | { readonly path: string; readonly from: string; readonly executable: boolean }
  | { readonly path: string; readonly text: string; readonly executable: boolean }
  | { readonly path: string; readonly bytes: Buffer }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly folder: 'read-only' | 'writable' }
