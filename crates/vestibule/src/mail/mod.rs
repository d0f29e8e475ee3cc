//! The inbox: what leaves as mail, and what became of it.
