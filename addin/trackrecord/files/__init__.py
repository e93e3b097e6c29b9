"""Files on the disk: read within limits, written in one step, never through planted links."""
