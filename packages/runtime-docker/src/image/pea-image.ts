/** The image that runs any executor of Node: what `peaflow image build` makes, and what other images begin `FROM`. */
export const PEA_IMAGE = 'peaflow/pea'
