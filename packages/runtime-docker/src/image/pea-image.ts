/** The image that runs any Node executor. `peaflow image build` makes it, and other images are built `FROM` it. */
export const PEA_IMAGE = 'peaflow/pea'

/** The Pea image with a Python, which runs executors in Python, too. `peaflow image build --python` makes it. */
export const PEA_PYTHON_IMAGE = 'peaflow/pea-python'
