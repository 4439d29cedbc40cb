//! Forms by hand.
