//! What an element is to a reader of its text.

/// The part an element plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// A run of text, no element.
    Text,
    /// `a`.
    Link,
    /// `br`.
    LineBreak,
    /// `img`.
    Image,
    /// `h1` to `h6`, or `role=heading`.
    Heading(u8),
    /// `summary`, `legend`, the button of an accordion: a heading without a level.
    Summary,
    /// `p`.
    Paragraph,
    /// `ul`, `ol`, `menu`.
    List,
    /// `li`.
    Item,
    /// `dl`.
    Definitions,
    /// `dt`.
    Term,
    /// `dd`.
    Description,
    /// `table`, or `role=table` and its like.
    Table,
    /// `caption`.
    Caption,
    /// `thead`.
    TableHead,
    /// `tbody`, `tfoot`, `role=rowgroup`.
    TableBody,
    /// `tr`, `role=row`.
    TableRow,
    /// `th`, `role=columnheader`, `role=rowheader`.
    HeaderCell,
    /// `td`, `role=cell`, `role=gridcell`.
    DataCell,
    /// `strong`, `b`.
    Strong,
    /// `small`, `em`, `i`, `sub`.
    Small,
    /// `nav`, `footer`, `aside`: what stands beside the page's own text.
    Aside,
    /// `header`.
    Header,
    /// `template`, `noscript`.
    Unrendered,
    /// `iframe`.
    Frame,
    /// `br`-like rule: `hr`.
    Rule,
    /// Any other element that takes lines of its own.
    Block,
    /// Any other element within a line.
    Inline,
    /// `head` and what stands in it.
    Head,
    /// `button`, to be looked at once more.
    Button,
    /// `script`.
    Script,
    /// Pictures, forms, style sheets: no text to read.
    Skipped,
}

impl Tag {
    /// By element name, which is lower case.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "td" => Self::DataCell,
            "tr" => Self::TableRow,
            "li" => Self::Item,
            "p" => Self::Paragraph,
            "a" => Self::Link,
            "div" | "section" | "article" | "main" | "body" | "html" | "details" | "fieldset" | "figure"
            | "figcaption" | "blockquote" | "pre" | "address" | "center" | "form" | "hgroup" | "dialog"
            | "search" | "marquee" | "optgroup" => Self::Block,
            "br" => Self::LineBreak,
            "img" => Self::Image,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "summary" | "legend" => Self::Summary,
            "ul" | "ol" | "menu" | "dir" => Self::List,
            "dl" => Self::Definitions,
            "dt" => Self::Term,
            "dd" => Self::Description,
            "table" => Self::Table,
            "caption" => Self::Caption,
            "thead" => Self::TableHead,
            "tbody" | "tfoot" => Self::TableBody,
            "th" => Self::HeaderCell,
            "strong" | "b" => Self::Strong,
            "small" | "em" | "i" | "sub" => Self::Small,
            "nav" | "footer" | "aside" => Self::Aside,
            "header" => Self::Header,
            "template" | "noscript" => Self::Unrendered,
            "iframe" | "frame" => Self::Frame,
            "hr" => Self::Rule,
            "head" | "title" | "meta" | "base" | "link" => Self::Head,
            "button" => Self::Button,
            "script" => Self::Script,
            "style" | "svg" | "math" | "select" | "textarea" | "input" | "canvas" | "object" | "audio"
            | "video" | "map" | "datalist" | "colgroup" | "col" | "rt" | "rp" | "frameset" | "noframes"
            | "progress" | "meter" => Self::Skipped,
            _ if name.contains('-') => Self::Block,
            _ => Self::Inline,
        }
    }

    /// By ARIA role, where the role is about structure (WAI-ARIA 1.2, section 5.3).
    pub(super) fn with_role(role: &str) -> Option<Self> {
        match role {
            "table" | "grid" | "treegrid" => Some(Self::Table),
            "row" => Some(Self::TableRow),
            "rowgroup" => Some(Self::TableBody),
            "cell" | "gridcell" => Some(Self::DataCell),
            "columnheader" | "rowheader" => Some(Self::HeaderCell),
            "list" => Some(Self::List),
            "listitem" => Some(Self::Item),
            "navigation" | "contentinfo" | "complementary" => Some(Self::Aside),
            _ => None,
        }
    }

    /// Whether text before, in and after it stands in lines of their own.
    pub(super) fn breaks_lines(self) -> bool {
        !matches!(
            self,
            Self::Text
                | Self::Link
                | Self::LineBreak
                | Self::Image
                | Self::Strong
                | Self::Small
                | Self::Inline
                | Self::Head
                | Self::Script
                | Self::Skipped
        )
    }
}
