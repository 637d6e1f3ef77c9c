//! Who writes the answers. A provider writes; what is true, and whether there is an answer at all, is decided before.
