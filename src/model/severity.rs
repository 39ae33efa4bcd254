//! How much an event matters.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::UnknownCode;

/// How much an event matters to whoever has to know a vendor's sub-processors; the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Words alone.
    Informational,
    /// Good to know.
    Low,
    /// To be looked at.
    Medium,
    /// There is something to decide, such as an objection.
    High,
    /// To be decided first.
    Critical,
}

/// A severity and the rule that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// How much.
    pub severity: Severity,
    /// Why, in words without a full stop.
    pub reason: String,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 5] = [Self::Informational, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl FromStr for Severity {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|severity| severity.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "severity" })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_severity_is_read_back_from_its_code_and_they_rise() {
        for severity in Severity::ALL {
            assert_eq!(severity.code().parse::<Severity>(), Ok(severity));
        }
        assert!(Severity::ALL.is_sorted() && Severity::Critical > Severity::High);
        assert!("urgent".parse::<Severity>().is_err());
    }
}
