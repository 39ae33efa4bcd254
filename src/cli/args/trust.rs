//! What can be typed to have the record trusted: proofs, rulings, readings again.

use clap::Args;

use super::parsed::slug;
use crate::model::Slug;

#[derive(Debug, Args)]
#[command(after_help = "\
Looks through every seal, row and stored page, and ends with 1 at the first that
was altered, lost or slipped in. Keep the digest it prints elsewhere: as long as
--expect finds it, nothing up to that day was rewritten or cut off.

Examples:
  subwatch verify
  subwatch verify --expect 3f1c…         a digest that was kept elsewhere
  subwatch verify --db copies/2026-05-01.db --format json")]
pub(crate) struct Verify {
    /// A digest that an earlier `verify` printed; it must be in the chain.
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    pub(crate) expect: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch status                        which lists are suspect, and why
  subwatch accept clerk-io")]
pub(crate) struct Accept {
    /// The source, by its slug or its vendor's name.
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch status                        which lists are suspect, and why
  subwatch reject clerk-io")]
pub(crate) struct Reject {
    /// The source, by its slug or its vendor's name.
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A crawl does so by itself when its reader is new. What differs is kept in the
history as ours, and never told as a vendor's change. Stopped, it goes on where
it was when it is called again.

Examples:
  subwatch reread
  subwatch reread --only clerk-io        after its recipe was changed")]
pub(crate) struct Reread {
    /// Read the pages of this source alone; may be given several times.
    #[arg(long, value_name = "SLUG", value_parser = slug)]
    pub(crate) only: Vec<Slug>,
}

/// A SHA-256 in hex.
fn digest(text: &str) -> Result<String, String> {
    let lower = text.trim().to_ascii_lowercase();
    if lower.len() == 64 && lower.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(lower);
    }
    Err(format!("`{text}` is no digest; give the 64 digits that `subwatch verify` printed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_hexadecimal_digits() {
        let good = "0F".repeat(32);
        assert_eq!(digest(&good), Ok(good.to_lowercase()));
        for bad in ["", "0f", &"0g".repeat(32), &"é".repeat(32)] {
            assert!(digest(bad).is_err(), "{bad}");
        }
    }
}
