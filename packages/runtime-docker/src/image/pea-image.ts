/** The image that runs any Node executor. `peaflow image build` makes it, and other images are built `FROM` it. */
export const PEA_IMAGE = 'peaflow/pea'
