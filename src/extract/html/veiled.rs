//! Mail addresses that a content network keeps from robots: hexadecimal digits in an attribute, the first two
//! being the key that the others are to be exclusively or-ed with. A script would print them.

use super::{tag::Tag, tree::Tree};

/// What stands in place of the address is not longer, in bytes.
const STAND_IN_BYTES: usize = 80;
/// Digits that are read.
const DIGITS: usize = 512;

/// The address that an element would show.
pub(super) fn address(tree: &Tree<'_>, at: usize) -> Option<String> {
    let node = &tree.nodes[at];
    if !matches!(node.tag, Tag::Link | Tag::Inline) || node.size == 0 || node.size > STAND_IN_BYTES {
        return None;
    }
    let digits =
        tree.attribute(at, "data-cfemail").filter(|digits| digits.len() <= DIGITS && digits.is_ascii())?;
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.as_bytes().chunks(2).map(pair).collect::<Option<_>>()?;
    let (key, hidden) = bytes.split_first()?;
    let text = String::from_utf8(hidden.iter().map(|byte| byte ^ key).collect()).ok()?;
    (text.contains('@') && !text.contains(char::is_whitespace)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn a_veiled_address_is_text() {
        let page = "<p>Write to <a href='/cdn-cgi/l/email-protection' data-cfemail='4223022c6c362731'>\
            [email&#160;protected]</a>.";
        assert_eq!(read(page).blocks[0].text, "Write to a@n.tes.");
    }

    #[test]
    fn digits_that_are_no_address_leave_the_text_as_it_is() {
        for digits in ["", "4", "zz", "4242", "é", "4242é"] {
            let page = format!("<p>Write to <span data-cfemail='{digits}'>us</span>.");
            assert_eq!(read(&page).blocks[0].text, "Write to us.", "{digits}");
        }
    }
}
