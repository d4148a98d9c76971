"""The gRPC edge: bytes in, bytes out, one catalogue of errors. Nothing is decided here.

::

    bytes -> codec     messages into checked values, every violation with its field path
          -> handlers  one small function per method, calling one use case
          -> codec     values into messages
          -> edge      threads, deadlines, cancellation, limits, errors
"""
