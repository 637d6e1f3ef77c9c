//! The traits on Cloudflare.
