//! Leap.
