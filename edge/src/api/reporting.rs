//! The surface for reports and warehouses: read only.

pub mod chats;
pub mod export;
pub mod summary;
