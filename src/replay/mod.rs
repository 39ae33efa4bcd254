//! Serves recorded pages over HTTP on loopback.
