//! What the deployment sets, read once. Nothing else asks the environment.

/// Shortest session secret, in bytes: HS256 wants a key as long as its hash (RFC 7518, section 3.2).
pub const SESSION_SECRET_BYTES: usize = 32;

/// Shortest root secret, in bytes.
pub const ROOT_SECRET_BYTES: usize = 32;

/// The deployment's configuration.
#[derive(Clone)]
pub struct Config {
    /// `ROOT_SECRET`: opens the administration, and the secrets that are derived come from it; at least
    /// [`ROOT_SECRET_BYTES`]. Without it there is no administration, no webhook and no signed identity.
    pub root_secret: Option<Vec<u8>>,
    /// `SESSION_SECRET`: signs session tokens; at least [`SESSION_SECRET_BYTES`].
    pub session_secret: Vec<u8>,
    /// `ALLOW_LOOPBACK_SOURCES`: `true` lets sources stand on 127.0.0.1 and localhost. For development only.
    pub allow_loopback_sources: bool,
    /// `PUBLIC_URL`: the address at which people reach this deployment, as `https://chat.example.com`, for the links
    /// that go out. Without it a link has the host that was asked.
    pub public_url: Option<String>,
}
