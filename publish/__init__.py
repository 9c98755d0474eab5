"""Makes a built site fit to serve: proved, fingerprinted, described and compressed.

Plain Python after the renderer, which can be replaced. The result depends on the built site and the
data alone: no date, no host, no network.
"""
