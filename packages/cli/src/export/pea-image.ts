/** The image that runs the Flow, unless another is named. */
export const PEA_IMAGE = 'peaflow/pea'
