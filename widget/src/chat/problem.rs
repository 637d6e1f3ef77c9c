//! What can go wrong with a question.

/// Why a turn failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The device has no network.
    Offline,
    /// The server could not be reached, or its answer broke off and could not be taken up again.
    Network,
    /// Too many questions; another may be asked after so many seconds.
    RateLimited(u32),
    /// The server refused, or gave up.
    Server {
        /// Stable, `snake_case`.
        code: String,
        /// A sentence in the server's language.
        message: String,
        /// Whether asking again may help.
        retryable: bool,
    },
}

impl Problem {
    /// Asking again may help.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Offline | Self::Network | Self::RateLimited(_) => true,
            Self::Server { retryable, .. } => *retryable,
        }
    }

    /// For the owner's page.
    pub fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Network => "network",
            Self::RateLimited(_) => "rate_limited",
            Self::Server { code, .. } => code,
        }
    }
}
