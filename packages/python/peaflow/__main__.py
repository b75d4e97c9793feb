"""The host of a Pea's executor in Python. A Pea starts it; docs/executor-protocol.md describes what they say to each other."""

import sys

if __name__ == "__main__":
    # `peaflow` is imported from the folder above. Python puts the folder of this file first, unless it is told not to.
    folder = __file__.rpartition("/")[0]
    if sys.path[0] == folder:
        del sys.path[0]
    sys.path.append(folder.rpartition("/")[0])
    from peaflow._host import main

    main()
