//! A provider in a few lines, which signs whatever a test wants signed. It shares nothing with the code under test:
//! what it writes is in canonical form already.
