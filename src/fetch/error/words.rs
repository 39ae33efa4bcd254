//! What a [`FetchError`](super::FetchError) says: each a few words that stand in the middle of its message.

use std::fmt;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)* })
            }
        }
    };
}

words! {
    /// How far an attempt got.
    Step {
        /// No address for the name.
        Name "its name could not be resolved",
        /// No connection, or one that was closed before an answer began.
        Connection "it refused or dropped the connection",
        /// TLS handshake or certificate.
        Handshake "the TLS handshake failed",
    }
}

words! {
    /// What did not happen in time.
    Phase {
        /// No connection (TLS included).
        Connect "no connection",
        /// No next bytes.
        Read "no next bytes",
        /// Bytes came, but not the last.
        Total "no end",
    }
}

words! {
    /// What was too large.
    Measure {
        /// Bytes of the body on the wire.
        Wire "its body on the wire is",
        /// Bytes of the body, any of its content codings undone.
        Decoded "its body is, decompressed,",
        /// Bytes or number of the header fields.
        Headers "its header fields are",
    }
}

words! {
    /// Why an address may not be fetched.
    Refusal {
        /// Another scheme than http and https.
        Scheme "its scheme is neither http nor https",
        /// It has no host.
        Host "it has no host",
        /// User name or password in it (RFC 9110 section 4.2.4).
        Credentials "it holds a user name or password",
        /// A literal address that is not public.
        Literal "its host is not a public address",
        /// A name that has an address that is not public.
        Resolved "its name resolves to an address that is not public",
    }
}

words! {
    /// Why a redirect is not followed.
    Detour {
        /// Not an address at all.
        Garbage "the new address cannot be read",
        /// Another scheme than http and https.
        Scheme "the new scheme is neither http nor https",
        /// User name or password in it.
        Credentials "the new address holds a user name or password",
        /// https to http.
        Downgrade "it leads from https to http",
        /// An address it has been at before.
        Loop "it goes round in a circle",
        /// More than the limit of steps.
        TooLong "it takes more than 10 steps",
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not HTTP.
    Head,
    /// Ended or broke off before its announced end.
    Cut,
    /// Its content coding could not be undone, or ends too soon.
    Coding,
    /// A content or transfer coding that nobody asked for.
    UnknownCoding(String),
    /// More content codings than are undone.
    TooManyCodings,
    /// 304 to a request without a condition (RFC 9110 section 15.4.5).
    NotModified,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("it is not HTTP"),
            Self::Cut => f.write_str("it broke off before its end"),
            Self::Coding => f.write_str("its compression is damaged or ends too soon"),
            Self::UnknownCoding(name) => write!(f, "it has the coding `{name}`, which was not asked for"),
            Self::TooManyCodings => f.write_str("it is compressed more than three times over"),
            Self::NotModified => {
                f.write_str("it says `not modified`, though nothing to compare with was sent")
            }
        }
    }
}
