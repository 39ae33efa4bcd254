//! Pages over HTTP, politely.
