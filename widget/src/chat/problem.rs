//! Why a turn failed.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The device has no network.
    Offline,
    /// The server could not be reached, or the answer broke off and could not be resumed.
    Network,
    /// Too many questions. Has the seconds to wait, or 0 if the server did not say.
    RateLimited(u32),
    /// The server refused the question, or failed to answer it.
    Server {
        /// A stable `snake_case` code.
        code: String,
        /// Whether asking again may help.
        retryable: bool,
    },
}

/// Whether the code means that the answers of this day or month are used up.
pub(crate) fn is_used_up(code: &str) -> bool {
    matches!(code, "credits_used_up" | "daily_share_used_up")
}

impl Problem {
    /// Whether asking again may help.
    pub(crate) const fn is_retryable(&self) -> bool {
        match self {
            Self::Offline | Self::Network | Self::RateLimited(_) => true,
            Self::Server { retryable, .. } => *retryable,
        }
    }

    /// The code for the owner's page.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Network => "network",
            Self::RateLimited(_) => "rate_limited",
            Self::Server { code, .. } => code,
        }
    }
}
