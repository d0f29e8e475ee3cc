//! Who knocks: what every request brings along, before anything is known about them.
