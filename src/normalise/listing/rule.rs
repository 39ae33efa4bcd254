//! The rules by which a row of a grid is none of the list.

/// Why a row of a grid is none of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It names the columns.
    Header,
    /// It names the columns once more.
    HeaderAgain,
    /// It is the heading of the rows below it.
    Group,
    /// It prints nothing.
    Empty,
    /// It is a remark on the list: a footnote, a day, a count, a sentence.
    Remark,
    /// It goes on with the row above, to which its texts were added.
    GoesOn,
    /// Nothing in it is a name.
    Nameless,
    /// It says that there are no companies.
    Nobody,
    /// It is a status that heads others.
    StatusHeading,
    /// It says where the companies are named.
    PointsElsewhere,
    /// It is a heading of the page about something else.
    OtherHeading,
    /// It is a further document of the company above.
    Document,
}

impl Rule {
    /// Its stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::HeaderAgain => "header-again",
            Self::Group => "group",
            Self::Empty => "empty",
            Self::Remark => "remark",
            Self::GoesOn => "goes-on",
            Self::Nameless => "nameless",
            Self::Nobody => "nobody",
            Self::StatusHeading => "status-heading",
            Self::PointsElsewhere => "points-elsewhere",
            Self::OtherHeading => "other-heading",
            Self::Document => "document",
        }
    }

    /// Whether it drops a row, so that a company is lost if it is wrong. The other rules keep what a row
    /// says.
    pub(super) fn drops(self) -> bool {
        use Rule::{Nameless, Nobody, OtherHeading, PointsElsewhere, Remark, StatusHeading};
        matches!(self, Nameless | Nobody | OtherHeading | PointsElsewhere | Remark | StatusHeading)
    }
}
