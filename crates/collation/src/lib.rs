//! How texts are compared, everywhere on the server: where somebody looks for words, and in which order names stand.

mod fold;
mod order;

pub use fold::folded;
pub use order::order_key;
