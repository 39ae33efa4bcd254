//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::report::{ink::Ink, value::Tone};

const INK: Color = Color::RGB(0x1F_29_37);
const HEADER: Color = Color::RGB(0x1E_3A_5F);
const RULE: Color = Color::RGB(0xD9_DE_E5);

/// Every format of a workbook, made once.
pub(super) struct Styles {
    pub(super) header: Format,
    pub(super) number_header: Format,
    pub(super) text: Format,
    pub(super) number: Format,
    pub(super) date: Format,
    pub(super) time: Format,
    pub(super) link: Format,
    /// Runs of a rich string.
    kept: Format,
    deleted: Format,
    inserted: Format,
    good: Format,
    warning: Format,
    bad: Format,
    quiet: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let cell = Format::new()
            .set_align(FormatAlign::Top)
            .set_text_wrap()
            .set_font_color(INK)
            .set_border_bottom(FormatBorder::Hair)
            .set_border_bottom_color(RULE);
        let header = Format::new()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(HEADER)
            .set_align(FormatAlign::VerticalCenter)
            .set_align(FormatAlign::Left)
            .set_text_wrap();
        let tone = |ink: u32, paper: u32| {
            cell.clone().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper))
        };
        Self {
            number_header: header.clone().set_align(FormatAlign::Right).set_indent(1),
            header,
            number: cell.clone().set_num_format("0").set_align(FormatAlign::Right).set_indent(1),
            date: cell.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            time: cell.clone().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left),
            link: cell.clone().set_font_color(Color::RGB(0x1D_4E_D8)).set_underline(FormatUnderline::Single),
            kept: Format::new().set_font_color(INK),
            deleted: Format::new().set_font_color(Color::RGB(0xB4_23_18)).set_font_strikethrough(),
            inserted: Format::new().set_font_color(Color::RGB(0x1B_6E_3A)),
            good: tone(0x1B_5E_34, 0xE3_F4_E8),
            warning: tone(0x7A_4B_00, 0xFF_F1_CC),
            bad: tone(0x9B_1C_1C, 0xFD_E4_E4),
            quiet: cell.clone().set_font_color(Color::RGB(0x6B_72_80)),
            text: cell,
        }
    }

    pub(super) fn tone(&self, tone: Tone) -> &Format {
        match tone {
            Tone::Good => &self.good,
            Tone::Warning => &self.warning,
            Tone::Bad => &self.bad,
            Tone::Quiet => &self.quiet,
        }
    }

    /// For a run of a rich string.
    pub(super) fn ink(&self, ink: Ink) -> &Format {
        match ink {
            Ink::Deleted => &self.deleted,
            Ink::Inserted => &self.inserted,
            _ => &self.kept,
        }
    }
}
