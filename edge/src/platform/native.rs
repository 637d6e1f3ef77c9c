//! The traits for native tests.
