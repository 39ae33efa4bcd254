//! One value into one cell.

use jiff::{Timestamp, civil::Date};
use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};

use super::{
    cut::{Cut, LONGEST, short},
    style::Styles,
};
use crate::{
    model::WordEdit,
    report::{clean, plain, value::Value, words},
};

/// The most links a worksheet holds; Excel drops all of them if there is one more.
const MOST_LINKS: usize = 65_530;
/// The most UTF-16 units of an address.
const LONGEST_ADDRESS: usize = 2_080;
/// The largest number that a cell holds exactly (it is an IEEE 754 double): 2^53.
const LARGEST_NUMBER: i64 = 9_007_199_254_740_992;

/// Where the next cell goes, and what the worksheet holds so far.
pub(super) struct Pen<'a> {
    pub(super) worksheet: &'a mut Worksheet,
    pub(super) styles: &'a Styles,
    pub(super) links: usize,
    pub(super) cut: Cut,
}

impl Pen<'_> {
    /// Writes one value.
    pub(super) fn write(&mut self, at: (u32, u16), value: &Value) -> Result<(), XlsxError> {
        let styles = self.styles;
        match value {
            Value::Empty => self.blank(at),
            Value::Text(text) => self.text(at, text, &styles.text),
            Value::Number(number) => self.number(at, *number),
            Value::Date(date) => self.date(at, *date),
            Value::Time(moment) => self.time(at, *moment),
            Value::Link { url, .. } => self.link(at, &plain::raw(value), url),
            Value::Codes(_) => self.text(at, &plain::raw(value), &styles.text),
            Value::Edit(edits) => self.edit(at, edits),
            Value::Badge { text, tone } => self.text(at, text, styles.tone(*tone)),
        }
    }

    fn blank(&mut self, (row, column): (u32, u16)) -> Result<(), XlsxError> {
        self.worksheet.write_blank(row, column, &self.styles.text).map(drop)
    }

    /// Always a string cell: text of a page is never given to a call that could take it for a formula.
    fn text(&mut self, (row, column): (u32, u16), text: &str, style: &Format) -> Result<(), XlsxError> {
        let text = self.short(&clean::lines(text));
        self.worksheet.write_string_with_format(row, column, text, style).map(drop)
    }

    #[expect(clippy::cast_precision_loss, reason = "larger numbers are written as text")]
    fn number(&mut self, at: (u32, u16), number: i64) -> Result<(), XlsxError> {
        if (-LARGEST_NUMBER..=LARGEST_NUMBER).contains(&number) {
            self.worksheet.write_number_with_format(at.0, at.1, number as f64, &self.styles.number).map(drop)
        } else {
            self.text(at, &number.to_string(), &self.styles.number)
        }
    }

    fn date(&mut self, at: (u32, u16), date: Date) -> Result<(), XlsxError> {
        let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
        let day = match parts {
            (Ok(year), Ok(month), Ok(day)) => ExcelDateTime::from_ymd(year, month, day).ok(),
            _ => None,
        };
        self.moment(at, day, &plain::day(date), &self.styles.date)
    }

    fn time(&mut self, at: (u32, u16), moment: Timestamp) -> Result<(), XlsxError> {
        let time = ExcelDateTime::from_timestamp(moment.as_second()).ok();
        self.moment(at, time, &plain::minute(moment), &self.styles.time)
    }

    /// Excel knows no day before 1900; such a day stays text.
    fn moment(
        &mut self,
        at: (u32, u16),
        moment: Option<ExcelDateTime>,
        text: &str,
        style: &Format,
    ) -> Result<(), XlsxError> {
        match moment {
            Some(moment) => self.worksheet.write_datetime_with_format(at.0, at.1, &moment, style).map(drop),
            None => self.text(at, text, style),
        }
    }

    fn link(&mut self, at: (u32, u16), text: &str, url: &str) -> Result<(), XlsxError> {
        let text = clean::line(text).trim().to_owned();
        let address =
            plain::safe_address(url).as_deref().and_then(linkable).filter(|_| self.links < MOST_LINKS);
        match address {
            Some(address) => {
                self.links += 1;
                let link = Url::new(address).set_text(self.short(&text));
                self.worksheet.write_url_with_format(at.0, at.1, link, &self.styles.link).map(drop)
            }
            // Nothing may get lost: the address stands behind the text then.
            None if url.trim().is_empty() || text == url.trim() => self.text(at, &text, &self.styles.text),
            None => self.text(at, &format!("{text} ({})", url.trim()), &self.styles.text),
        }
    }

    fn edit(&mut self, at: (u32, u16), edits: &[WordEdit]) -> Result<(), XlsxError> {
        let styles = self.styles;
        let spans = words::inked(edits);
        let runs: Vec<(&Format, String)> = spans
            .iter()
            .map(|span| (styles.ink(span.ink), clean::lines(&span.text)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let runs: Vec<(&Format, &str)> = runs.iter().map(|(ink, text)| (*ink, text.as_str())).collect();
        // The writer does not escape `_x0041_` in rich strings, and Excel reads that as `A`.
        let plain_only = runs.is_empty() || runs.iter().any(|(_, text)| text.contains("_x"));
        if !plain_only
            && self.worksheet.write_rich_string_with_format(at.0, at.1, &runs, &styles.text).is_ok()
        {
            return Ok(());
        }
        self.text(at, &words::plain(edits), &self.styles.text)
    }

    fn short(&mut self, text: &str) -> String {
        let (text, cut) = short(text, LONGEST);
        self.cut.0 += cut.0;
        text
    }
}

/// An address as the writer can take it without harm; none if there is no such form.
///
/// The writer escapes `%` again unless it sees one of the escapes that Excel itself makes. So `caf%C3%A9`
/// is handed over as `café`, which it leaves alone, and an address that keeps another escape is no link.
fn linkable(address: &str) -> Option<String> {
    /// The escapes that Excel itself makes.
    const KNOWN: [&str; 13] =
        ["%20", "%25", "%22", "%60", "%3C", "%3E", "%5B", "%5D", "%5E", "%7B", "%7D", "%3c", "%3e"];
    // The writer looks only at the part before `#` to decide whether it escapes there.
    let before = address.split('#').next().unwrap_or(address);
    let is_left_alone = |text: &str| !text.contains('%') || KNOWN.iter().any(|escape| text.contains(escape));
    let form = if is_left_alone(before) { address.to_owned() } else { letters(address) };
    let before = form.split('#').next().unwrap_or(&form);
    let fits = form.encode_utf16().count() <= LONGEST_ADDRESS;
    (fits && is_left_alone(before)).then_some(form)
}

/// Undoes percent-escapes of letters beyond ASCII, and no others.
fn letters(address: &str) -> String {
    let mut rest = address;
    let mut text = String::with_capacity(address.len());
    while let Some(at) = rest.find('%') {
        let (plain, escaped) = rest.split_at(at);
        text.push_str(plain);
        let mut run = Vec::new();
        while let Some(byte) = escaped.get(run.len() * 3..run.len() * 3 + 3).and_then(beyond_ascii) {
            run.push(byte);
        }
        let length = (run.len() * 3).max(1);
        match String::from_utf8(run) {
            Ok(letters) if !letters.is_empty() && letters.chars().all(char::is_alphanumeric) => {
                text.push_str(&letters);
            }
            _ => text.push_str(escaped.get(..length).unwrap_or_default()),
        }
        rest = escaped.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

fn beyond_ascii(escape: &str) -> Option<u8> {
    let byte = u8::from_str_radix(escape.strip_prefix('%')?, 16).ok()?;
    (byte >= 0x80).then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_never_escaped_twice() {
        assert_eq!(linkable("https://a.example/caf%C3%A9"), Some("https://a.example/café".into()));
        assert_eq!(linkable("https://a.example/a%20b%2Fc"), Some("https://a.example/a%20b%2Fc".into()));
        assert_eq!(linkable("https://a.example/?u=a%2Fb"), None);
        assert_eq!(linkable("https://a.example/%FF"), None);
        assert_eq!(linkable("https://a.example/x#%C3%A9"), Some("https://a.example/x#%C3%A9".into()));
        assert_eq!(linkable(&format!("https://a.example/{}", "a".repeat(2_080))), None);
    }

    #[test]
    fn letters_of_hostile_escapes_stay_as_they_are() {
        for text in ["%", "%%", "%C", "%C3", "%zz", "%é", "%C3%28", "a%E2%80%AEb", "%+8"] {
            assert_eq!(letters(text), text);
        }
    }
}
