//! One night: every source from fetch to store.
