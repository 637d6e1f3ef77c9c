//! Limits on what visitors can use: a quota for each session, each address and each project.

use porchlight_shared::ids::{ProjectId, SessionId};
use sha2::{Digest, Sha256};

use super::room::listeners::STREAM_SECONDS;
use crate::{
    domain::{email, hex::hex, sliding_window::Quota},
    platform::{Platform, PlatformError},
};

/// The quotas of one kind of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    name: &'static str,
    /// The quota of one session.
    pub session: Quota,
    /// The quota of one network in a project.
    pub address: Quota,
    /// The quota of all visitors of a project together.
    pub project: Quota,
}

const HOUR: u32 = 60 * 60;
const DAY: u32 = 24 * HOUR;

/// Streams that stay open while a person holds a conversation or is asked for. A room closes each after
/// [`STREAM_SECONDS`]. All streams that are opened within that time may be open at once, so their openings are counted.
pub const STREAMS: Share = Share {
    name: "streams",
    session: Quota {
        limit: 60,
        seconds: STREAM_SECONDS,
    },
    address: Quota {
        limit: 240,
        seconds: STREAM_SECONDS,
    },
    project: Quota {
        limit: 6_000,
        seconds: STREAM_SECONDS,
    },
};

/// Conversations that begin without a question.
pub const CONVERSATIONS: Share = Share {
    name: "conversations",
    session: Quota {
        limit: 30,
        seconds: HOUR,
    },
    address: Quota {
        limit: 120,
        seconds: HOUR,
    },
    project: Quota {
        limit: 3_000,
        seconds: HOUR,
    },
};

/// Conversations that visitors send to themselves by e-mail.
pub const TRANSCRIPTS: Share = Share {
    name: "transcripts",
    session: Quota {
        limit: 3,
        seconds: DAY,
    },
    address: Quota {
        limit: 10,
        seconds: DAY,
    },
    project: Quota {
        limit: 300,
        seconds: DAY,
    },
};

/// Files that visitors send.
pub const ATTACHMENTS: Share = Share {
    name: "attachments",
    session: Quota {
        limit: 20,
        seconds: DAY,
    },
    address: Quota {
        limit: 60,
        seconds: DAY,
    },
    project: Quota {
        limit: 1_000,
        seconds: DAY,
    },
};

/// Conversations that are e-mailed to one recipient, from all projects together.
pub const TRANSCRIPTS_TO_ONE: Quota = Quota {
    limit: 3,
    seconds: DAY,
};

/// The visitor whose quotas are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taker<'a> {
    /// The project.
    pub project_id: ProjectId,
    /// The visitor's session.
    pub session_id: SessionId,
    /// The visitor's network.
    pub address: &'a str,
}

/// Takes one from each quota. `Err` of the inner result is the number of seconds until a quota has one again.
///
/// The smallest quota comes first, so that a visitor who has used it up takes nothing from what others share.
pub async fn take(
    platform: &Platform,
    share: Share,
    taker: Taker<'_>,
) -> Result<Result<(), u32>, PlatformError> {
    let Taker {
        project_id,
        session_id,
        address,
    } = taker;
    let name = share.name;
    for (name, quota) in [
        (
            format!("{name} {project_id} session {session_id}"),
            share.session,
        ),
        (
            format!("{name} {project_id} address {address}"),
            share.address,
        ),
        (format!("{name} {project_id}"), share.project),
    ] {
        let decision = platform.quotas.take(&name, quota).await?;
        if !decision.passes {
            return Ok(Err(decision.reset_seconds));
        }
    }
    Ok(Ok(()))
}

/// Takes one from [`TRANSCRIPTS_TO_ONE`] for the recipient at `address`. `Err` of the inner result is as in [`take`].
pub async fn take_of_recipient(
    platform: &Platform,
    address: &str,
) -> Result<Result<(), u32>, PlatformError> {
    let recipient = hex(&Sha256::digest(mailbox(address)));
    let name = format!("transcripts to {recipient}");
    let decision = platform.quotas.take(&name, TRANSCRIPTS_TO_ONE).await?;
    Ok(if decision.passes {
        Ok(())
    } else {
        Err(decision.reset_seconds)
    })
}

/// The mailbox of an address: the part after a `+` in the local part is the recipient's own label (RFC 5233).
fn mailbox(address: &str) -> String {
    let address = email::folded(address);
    let Some((local, domain)) = address.rsplit_once('@') else {
        return address;
    };
    let local = local.split_once('+').map_or(local, |(local, _)| local);
    format!("{local}@{domain}")
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn the_addresses_of_a_mailbox_count_together() {
        for address in ["ada@example.com", "Ada@Example.com", "ada+1@example.com"] {
            assert_eq!(mailbox(address), "ada@example.com");
        }
        assert_eq!(mailbox("bob@example.com"), "bob@example.com");
    }
}
